package dev.continuo.cli.run;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.weights.SafetensorsWriter;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.model.weights.WeightFiles;
import dev.continuo.model.weights.WeightNames;
import dev.continuo.tokenizer.json.TokenizerJson;
import dev.continuo.tokenizer.postprocessor.PostProcessorJson;
import dev.continuo.tokenizer.train.ByteVocabulary;
import dev.continuo.tokenizer.train.CharacterTrainer;
import dev.continuo.tokenizer.train.TrainedTokenizer;
import dev.continuo.tokenizer.train.TrainingProgress;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A run folder of a tiny untrained model over bytes. */
public final class TinyRun {

  private TinyRun() {}

  /** The name of the token that texts begin with in some of the models. */
  public static final String BEGIN = "<s>";

  public static Path write(Path folder) {
    return write(folder, -1);
  }

  /** A run folder of a model that ends texts with a token, or with none where it is negative. */
  public static Path write(Path folder, int endOfText) {
    TrainedTokenizer tokenizer = ByteVocabulary.create();
    tokenizer.write(folder.resolve("tokenizer.json"));
    return write(folder, tokenizer.vocabularySize(), endOfText);
  }

  /** The same with one token more, which the tokenizer puts in front of every text. */
  public static Path writeBegun(Path folder) throws IOException {
    TrainedTokenizer tokenizer = ByteVocabulary.create();
    int begin = tokenizer.vocabularySize();
    Path file = folder.resolve("tokenizer.json");
    tokenizer.write(file);
    JsonMapper mapper = new JsonMapper();
    ObjectNode json = (ObjectNode) mapper.readTree(file.toFile());
    TokenizerJson.addToken(json, begin, BEGIN, true);
    json.set("post_processor", PostProcessorJson.withBos(begin, BEGIN));
    mapper.writeValue(file.toFile(), json);
    return write(folder, begin + 1, -1);
  }

  /** The same over the characters of a text instead of bytes. */
  public static Path writeCharacters(Path folder, String known) {
    TrainedTokenizer tokenizer =
        CharacterTrainer.train(List.of(known).iterator(), TrainingProgress.NONE);
    tokenizer.write(folder.resolve("tokenizer.json"));
    return write(folder, tokenizer.vocabularySize(), -1);
  }

  private static Path write(Path folder, int vocabularySize, int endOfText) {
    ModelConfig config =
        new ModelConfig(
            Architecture.QWEN3,
            vocabularySize,
            32,
            2,
            4,
            2,
            8,
            48,
            64,
            1e-6,
            10_000,
            true,
            endOfText);
    ConfigFile.write(config, folder.resolve(ConfigFile.NAME));
    Random random = new Random(1);
    SafetensorsWriter.write(
        folder.resolve(WeightFiles.NAME),
        SafetensorsWriter.TRANSFORMERS_METADATA,
        WeightNames.of(config),
        spec -> weights(spec, random));
    return folder;
  }

  private static MemorySegment weights(TensorSpec spec, Random random) {
    float[] floats = new float[(int) spec.elementCount()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = spec.shape().size() == 1 ? 1 : (float) random.nextGaussian() * 0.2f;
    }
    return MemorySegment.ofArray(floats);
  }
}
