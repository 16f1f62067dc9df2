package dev.continuo.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.text.TextModel;
import dev.continuo.model.weights.SafetensorsWriter;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.model.weights.WeightFiles;
import dev.continuo.model.weights.WeightNames;
import dev.continuo.tokenizer.json.TokenizerException;
import dev.continuo.tokenizer.train.ByteVocabulary;
import dev.continuo.tokenizer.train.TrainedTokenizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContinueTest {

  @TempDir Path folder;

  @Test
  void runsWithJacksonAlone() {
    writeRun();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      Continue.main(new String[] {folder.toString(), "Once"});
    } finally {
      System.setOut(before);
    }
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("Once").hasSizeGreaterThan(20);
    assertThat(System.getProperty("java.class.path"))
        .contains("model", "tokenizer")
        .doesNotContain("djl")
        .doesNotContain("pytorch")
        .doesNotContain("jcuda");
    assertThatThrownBy(() -> Class.forName("dev.continuo.trainer.loop.Trainer"))
        .isInstanceOf(ClassNotFoundException.class);
  }

  @Test
  void saysWhatAVocabularyNeeds() throws IOException {
    writeRun();
    String words =
        """
        {"model": {"type": "WordLevel", "vocab": {"a": 0}, "unk_token": "a"},
         "pre_tokenizer": {"type": "Whitespace"}}
        """;
    Files.writeString(folder.resolve("tokenizer.json"), words);
    assertThatThrownBy(() -> TextModel.open(folder))
        .isInstanceOf(TokenizerException.class)
        .hasMessageStartingWith(folder.resolve("tokenizer.json") + ": ")
        .hasMessageEndingWith(
            "add ai.djl.huggingface:tokenizers to the application's dependencies");
  }

  private void writeRun() {
    TrainedTokenizer tokenizer = ByteVocabulary.create();
    tokenizer.write(folder.resolve("tokenizer.json"));
    ModelConfig config = ModelConfig.ofDepth(1, tokenizer.vocabularySize(), 64, -1);
    ConfigFile.write(config, folder.resolve(ConfigFile.NAME));
    Random random = new Random(1);
    SafetensorsWriter.write(
        folder.resolve(WeightFiles.NAME),
        SafetensorsWriter.TRANSFORMERS_METADATA,
        WeightNames.of(config),
        spec -> weights(spec, random));
  }

  private static MemorySegment weights(TensorSpec spec, Random random) {
    float[] floats = new float[(int) spec.elementCount()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = spec.shape().size() == 1 ? 1 : (float) random.nextGaussian() * 0.1f;
    }
    return MemorySegment.ofArray(floats);
  }
}
