package dev.continuo.model.runtime;

import static dev.continuo.model.backend.TextOperations.PAGE;

import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.config.ModelParts;
import dev.continuo.model.golden.RandomWeights;
import dev.continuo.model.weights.DataType;
import dev.continuo.model.weights.HuggingFaceExport;
import dev.continuo.model.weights.WeightFiles;
import java.nio.file.Path;

/** A folder of a small net with random weights: two layers, four heads over two keys' heads. */
final class TinyNet {

  static final int VOCABULARY = 41;
  static final int CONTEXT = 200;

  /** float32 keys and values of a page: layers, both, heads, channels. */
  static final long PAGE_BYTES = 2L * 2 * 2 * PAGE * 8 * Float.BYTES;

  private TinyNet() {}

  static void write(Path folder, String architecture) {
    Architecture name = Architecture.valueOf(architecture);
    write(
        folder,
        ModelParts.of(name).rotary()
            ? new ModelConfig(
                name, VOCABULARY, 32, 2, 4, 2, 8, 48, CONTEXT, 1e-6, 10_000, false, -1)
            : gpt2(8));
  }

  /** GPT-2 with four heads of a size. */
  static ModelConfig gpt2(int headSize) {
    return new ModelConfig(
        Architecture.GPT2,
        VOCABULARY,
        4 * headSize,
        2,
        4,
        4,
        headSize,
        48,
        CONTEXT,
        1e-5,
        0,
        true,
        -1);
  }

  static void write(Path folder, ModelConfig config) {
    ConfigFile.write(config, folder.resolve(ConfigFile.NAME));
    HuggingFaceExport.writeWeights(
        config, new RandomWeights(), DataType.F32, folder.resolve(WeightFiles.NAME));
  }
}
