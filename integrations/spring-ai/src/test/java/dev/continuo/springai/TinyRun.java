package dev.continuo.springai;

import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.weights.SafetensorsWriter;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.model.weights.WeightFiles;
import dev.continuo.model.weights.WeightNames;
import dev.continuo.tokenizer.train.ByteVocabulary;
import dev.continuo.tokenizer.train.TrainedTokenizer;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Random;

/** A run folder of a tiny untrained model over bytes. */
final class TinyRun {

  private TinyRun() {}

  static Path write(Path folder) {
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
    return folder;
  }

  private static MemorySegment weights(TensorSpec spec, Random random) {
    float[] floats = new float[(int) spec.elementCount()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = spec.shape().size() == 1 ? 1 : (float) random.nextGaussian() * 0.1f;
    }
    return MemorySegment.ofArray(floats);
  }
}
