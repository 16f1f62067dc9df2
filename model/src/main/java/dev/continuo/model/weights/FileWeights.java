package dev.continuo.model.weights;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import java.lang.foreign.Arena;
import java.util.Map;

/**
 * The weights of a HuggingFace folder where {@link FilePlaces} says they are. The oldest GPT-2
 * files leave out the first part of the names, and GPT-NeoX's last one has two.
 */
final class FileWeights implements WeightSource {

  private final WeightFiles files;
  private final Map<String, FilePlace> places;
  private final Arena arena = Arena.ofShared();

  FileWeights(ModelConfig config, WeightFiles files) {
    this.files = files;
    this.places = FilePlaces.of(config);
    if (config.architecture() == Architecture.GPT2 && files.names().contains("wte.weight")) {
      places.replaceAll(
          (name, place) -> place.named(place.name().replace(FilePlaces.GPT2_PREFIX, "")));
    }
    if (config.architecture() == Architecture.GPT_NEOX
        && files.names().contains(WeightNames.OUTPUT)) {
      places.replace(WeightNames.OUTPUT, FilePlace.whole(WeightNames.OUTPUT));
    }
  }

  @Override
  public String name() {
    return files.name();
  }

  @Override
  public Tensor tensor(TensorSpec expected) {
    FilePlace place = places.getOrDefault(expected.name(), FilePlace.whole(expected.name()));
    return place.find(expected, files::tensor, arena);
  }

  @Override
  public void close() {
    files.close();
    arena.close();
  }
}
