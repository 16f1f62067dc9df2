package dev.continuo.trainer.checkpoint;

import dev.continuo.model.weights.CheckpointFolders;
import dev.continuo.model.weights.WeightFiles;
import dev.continuo.tokenizer.files.AtomicFile;
import dev.continuo.tokenizer.files.Folders;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.engine.TrainingEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The folder of a run's checkpoints: {@code step-N/} with weights, optimizer state, progress and
 * checksums. One is written under another name, synced to the disk and moved ({@link AtomicFile},
 * {@link Folders#move}), so each that is there is whole; the newest few and the best are kept. One
 * that was damaged since is passed over for the one before.
 */
public final class Checkpoints {

  private static final String OLD = ".old";
  private static final String WEIGHTS = WeightFiles.NAME;
  private static final String OPTIMIZER = "optimizer.safetensors";
  private static final String STATE = "state.json";
  private static final List<String> FILES = List.of(WEIGHTS, OPTIMIZER, STATE);

  private final Path folder;

  public Checkpoints(Path folder) {
    this.folder = folder;
  }

  /**
   * Saves where a run is. Of the others, the newest before it and the best stay; those of later
   * steps, which the run has left, go.
   *
   * @param kept how many of the newest stay, this one included
   */
  public void save(RunState state, TrainingEngine engine, int kept) {
    Path temporary = folder.resolve("writing");
    Path place = place(state.step());
    try {
      putBack();
      Folders.delete(temporary);
      Files.createDirectories(temporary);
      weights(engine).write(temporary.resolve(WEIGHTS));
      ArrayFile.write(temporary.resolve(OPTIMIZER), engine.optimizerState());
      RunFile.writeJson(temporary.resolve(STATE), state);
      Checksums.write(temporary, FILES);
      takeThePlace(temporary, place);
      List<Long> steps = steps();
      int current = steps.indexOf(state.step());
      for (int i = 0; i < steps.size(); i++) {
        boolean recent = i <= current && i > current - kept;
        if (!recent && steps.get(i) != state.bestStep()) {
          Folders.delete(place(steps.get(i)));
        }
      }
    } catch (IOException e) {
      List<Long> saved = steps();
      throw new TrainingException(
          e,
          "%s: the checkpoint cannot be written (%s); free disk space and go on with %s, which"
              + " begins %s",
          place,
          e,
          TrainingSettings.RESUME,
          saved.isEmpty() ? "anew, since nothing is saved yet" : "after step " + saved.getLast());
    }
  }

  /**
   * Restores the newest checkpoint that is sound, if there is any.
   *
   * @param warnings hears of each damaged one
   * @throws TrainingException where there are some and none is sound
   */
  public Optional<RunState> restore(TrainingEngine engine, Consumer<String> warnings) {
    putBack();
    List<Long> steps = steps();
    for (long step : steps.reversed()) {
      Path place = place(step);
      try {
        Checksums.check(place, FILES);
      } catch (TrainingException damaged) {
        warnings.accept("passing over a damaged checkpoint: " + damaged.getMessage());
        continue;
      }
      weights(engine).read(place);
      ArrayFile.read(place.resolve(OPTIMIZER), engine.optimizerState());
      RunState state = RunFile.readJson(place.resolve(STATE), RunState.class);
      engine.resume(state.step());
      return Optional.of(state);
    }
    if (steps.isEmpty()) {
      return Optional.empty();
    }
    throw new TrainingException(
        "%s: every checkpoint is damaged; train anew with %s", folder, TrainingSettings.OVERWRITE);
  }

  private static NetWeights weights(TrainingEngine engine) {
    return new NetWeights(engine.config(), engine.weights());
  }

  /** Makes a file the weights of a step, where its checkpoint is kept and sound. */
  public void copyWeights(long step, Path target) {
    Path place = place(step);
    if (!Files.isDirectory(place)) {
      return;
    }
    Path source = place.resolve(WEIGHTS);
    try {
      Checksums.check(place, List.of(WEIGHTS));
      if (!Files.exists(target) || Files.mismatch(source, target) >= 0) {
        try (AtomicFile copy = new AtomicFile(target)) {
          Files.copy(source, copy.out());
          copy.finish();
        }
      }
    } catch (IOException e) {
      throw new TrainingException(target + ": cannot be written (" + e + ")", e);
    }
  }

  /** Moves a complete checkpoint to its place; an existing one is kept beside it until then. */
  private static void takeThePlace(Path written, Path place) throws IOException {
    Path old = place.resolveSibling(place.getFileName() + OLD);
    if (Files.exists(place)) {
      Folders.move(place, old);
    }
    Folders.move(written, place);
    Folders.delete(old);
  }

  /** Restores what a killed run had moved aside, or deletes it if its replacement is there. */
  private void putBack() {
    for (long step : steps(OLD)) {
      Path place = place(step);
      Path old = place.resolveSibling(place.getFileName() + OLD);
      try {
        if (Files.exists(place)) {
          Folders.delete(old);
        } else {
          Folders.move(old, place);
        }
      } catch (IOException e) {
        throw new TrainingException(old + ": cannot be moved to its place (" + e + ")", e);
      }
    }
  }

  private Path place(long step) {
    return CheckpointFolders.place(folder, step);
  }

  /** The steps of the checkpoints, in order. */
  private List<Long> steps() {
    return steps("");
  }

  private List<Long> steps(String suffix) {
    try {
      return CheckpointFolders.steps(folder, suffix);
    } catch (IOException e) {
      throw new TrainingException(folder + ": cannot be read (" + e + ")", e);
    }
  }
}
