package dev.continuo.model.runtime;

import static dev.continuo.model.backend.TextOperations.PAGE;

import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.weights.SafetensorsWriter;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.model.weights.WeightFiles;
import dev.continuo.model.weights.WeightNames;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Random;

/** A folder of a small net with random weights: two layers, four heads over two keys' heads. */
final class TinyNet {

  static final int VOCABULARY = 41;
  static final int CONTEXT = 200;

  /** float32 keys and values of a page: layers, both, heads, channels. */
  static final long PAGE_BYTES = 2L * 2 * 2 * PAGE * 8 * Float.BYTES;

  private TinyNet() {}

  static void write(Path folder, String architecture) {
    ModelConfig config =
        new ModelConfig(
            Architecture.valueOf(architecture),
            VOCABULARY,
            32,
            2,
            4,
            2,
            8,
            48,
            CONTEXT,
            1e-6,
            10_000,
            false,
            -1);
    ConfigFile.write(config, folder.resolve(ConfigFile.NAME));
    Random random = new Random(3);
    SafetensorsWriter.write(
        folder.resolve(WeightFiles.NAME),
        SafetensorsWriter.TRANSFORMERS_METADATA,
        WeightNames.of(config),
        spec -> weights(spec, random));
  }

  private static MemorySegment weights(TensorSpec spec, Random random) {
    float[] floats = new float[(int) spec.elementCount()];
    for (int i = 0; i < floats.length; i++) {
      double spread = random.nextGaussian() * 0.2;
      floats[i] = (float) (spec.shape().size() == 1 ? 1 + spread : spread);
    }
    return MemorySegment.ofArray(floats);
  }
}
