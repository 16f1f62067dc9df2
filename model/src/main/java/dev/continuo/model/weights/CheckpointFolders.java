package dev.continuo.model.weights;

import dev.continuo.model.config.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the checkpoints of a run lie: {@code RUN/continuo/checkpoints/step-N}, each with the
 * weights after N steps in its {@code model.safetensors}, which the run's {@code config.json}
 * describes.
 */
public final class CheckpointFolders {

  private static final String PREFIX = "step-";

  private CheckpointFolders() {}

  /** The folder of a run's checkpoints. */
  public static Path of(Path run) {
    return run.resolve("continuo").resolve("checkpoints");
  }

  /** The checkpoint of a step. */
  public static Path place(Path folder, long step) {
    return folder.resolve(PREFIX + step);
  }

  /**
   * The steps of the checkpoints in a folder, in order.
   *
   * @param suffix what follows the step in the names
   */
  public static List<Long> steps(Path folder, String suffix) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .map(path -> path.getFileName().toString())
          .filter(name -> name.matches(PREFIX + "\\d{1,18}" + Pattern.quote(suffix)))
          .map(name -> name.substring(PREFIX.length(), name.length() - suffix.length()))
          .map(Long::valueOf)
          .sorted()
          .toList();
    }
  }

  /** The checkpoints of a run by their steps; none where the model is no run. */
  public static SortedMap<Long, Path> in(Path run) {
    Path folder = of(run);
    SortedMap<Long, Path> found = new TreeMap<>();
    try {
      steps(folder, "").forEach(step -> found.put(step, place(folder, step)));
    } catch (IOException e) {
      throw new ModelException(folder + ": cannot be read: " + e, e);
    }
    return found;
  }
}
