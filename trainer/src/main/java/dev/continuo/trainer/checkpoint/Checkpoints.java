package dev.continuo.trainer.checkpoint;

import ai.djl.ndarray.NDArray;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.optim.Optimizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of a run's checkpoints: {@code step-N/} with weights, optimizer state and place. One
 * is written under another name and moved, so each that is there is whole; the newest two are kept.
 */
public final class Checkpoints {

  private static final String PREFIX = "step-";
  private static final String WEIGHTS = "model.safetensors";
  private static final String OPTIMIZER = "optimizer.safetensors";
  private static final String STATE = "state.json";
  private static final int KEPT = 2;

  private final Path folder;

  public Checkpoints(Path folder) {
    this.folder = folder;
  }

  /** Whether there is one to go on from. */
  public boolean exist() {
    return newest().isPresent();
  }

  /** Saves where a run is. */
  public void save(RunState state, Map<String, NDArray> weights, Optimizer optimizer) {
    Path temporary = folder.resolve("writing");
    Path place = folder.resolve(PREFIX + state.step());
    try {
      Folders.delete(temporary);
      Files.createDirectories(temporary);
      ArrayFile.write(temporary.resolve(WEIGHTS), weights);
      ArrayFile.write(temporary.resolve(OPTIMIZER), optimizer.state());
      RunFile.writeJson(temporary.resolve(STATE), state);
      Folders.delete(place);
      Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
      List<Path> all = all();
      for (Path old : all.subList(0, Math.max(0, all.size() - KEPT))) {
        Folders.delete(old);
      }
    } catch (IOException e) {
      throw new TrainingException(
          place + ": the checkpoint cannot be written (" + e + "); free the disk and resume", e);
    }
  }

  /** Restores the newest checkpoint, if there is one. */
  public Optional<RunState> restore(Map<String, NDArray> weights, Optimizer optimizer) {
    Optional<Path> newest = newest();
    newest.ifPresent(
        place -> {
          ArrayFile.read(place.resolve(WEIGHTS), weights);
          ArrayFile.read(place.resolve(OPTIMIZER), optimizer.state());
        });
    Optional<RunState> state =
        newest.map(place -> RunFile.readJson(place.resolve(STATE), RunState.class));
    state.ifPresent(s -> optimizer.resume(s.step()));
    return state;
  }

  private Optional<Path> newest() {
    List<Path> all = all();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  private List<Path> all() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .filter(path -> name(path).matches(PREFIX + "\\d+"))
          .sorted(
              Comparator.comparingLong(
                  path -> Long.parseLong(name(path).substring(PREFIX.length()))))
          .toList();
    } catch (IOException e) {
      throw new TrainingException(folder + ": cannot be read (" + e + ")", e);
    }
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }
}
