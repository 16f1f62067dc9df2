package dev.continuo.model.weights;

import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * A model on disk: its dimensions, where its texts end, and its weights.
 *
 * @param config the dimensions
 * @param endsOfText every token that ends a text
 * @param weights the weights, which are closed with the source
 */
public record ModelSource(ModelConfig config, Set<Integer> endsOfText, WeightSource weights)
    implements AutoCloseable {

  public ModelSource {
    endsOfText = Set.copyOf(endsOfText);
  }

  /** Opens a run folder, a HuggingFace folder or a GGUF file. */
  public static ModelSource open(Path path) {
    if (Files.isRegularFile(path)) {
      return GgufModel.open(path);
    }
    if (!Files.isDirectory(path)) {
      throw new ModelException(
          path + ": expected a run or HuggingFace folder or a .gguf file, found none");
    }
    ModelConfig config = ConfigFile.read(path.resolve(ConfigFile.NAME));
    return new ModelSource(config, ConfigFile.endsOfText(path), weights(path, config));
  }

  /** Opens the weights of a run or HuggingFace folder of a known configuration. */
  public static WeightSource weights(Path folder, ModelConfig config) {
    return new FileWeights(config, WeightFiles.open(folder));
  }

  @Override
  public void close() {
    weights.close();
  }
}
