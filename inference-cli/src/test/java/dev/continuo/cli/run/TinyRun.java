package dev.continuo.cli.run;

import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
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
public final class TinyRun {

  private TinyRun() {}

  public static Path write(Path folder) {
    return write(folder, -1);
  }

  /** A run folder of a model that ends texts with a token, or with none where it is negative. */
  public static Path write(Path folder, int endOfText) {
    TrainedTokenizer tokenizer = ByteVocabulary.create();
    tokenizer.write(folder.resolve("tokenizer.json"));
    ModelConfig config =
        new ModelConfig(
            Architecture.QWEN3,
            tokenizer.vocabularySize(),
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
