package dev.continuo.trainer.loop;

import dev.continuo.model.weights.NamedArrays;
import dev.continuo.model.weights.Pieces;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.trainer.checkpoint.Checkpoints;
import dev.continuo.trainer.checkpoint.DivergenceGuard;
import dev.continuo.trainer.checkpoint.NetWeights;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.checkpoint.RunState;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.engine.TrainingEngine;
import java.nio.file.Files;
import java.util.Optional;
import java.util.function.Consumer;

/** A run on disk: the checkpoints that it goes back to, and the best weights so far. */
final class SavedRun {

  private final TrainingEngine engine;
  private final TrainingConfig config;
  private final InitialWeights initial;
  private final RunPaths run;
  private final NetWeights weights;
  private final Checkpoints checkpoints;

  /**
   * A run in a folder that exists.
   *
   * @param engine whose weights and optimizer's state are filled and saved
   * @param initial the weights before the first step
   */
  SavedRun(TrainingEngine engine, TrainingConfig config, InitialWeights initial, RunPaths run) {
    this.engine = engine;
    this.config = config;
    this.initial = initial;
    this.run = run;
    weights = new NetWeights(engine.config(), engine.weights());
    checkpoints = run.checkpoints();
  }

  /** The net's weights under the names of its files. */
  NetWeights weights() {
    return weights;
  }

  /**
   * Fills the engine from the newest sound checkpoint, or from the start; where the run is then.
   *
   * @param warnings hears of each damaged one
   */
  RunState restore(Consumer<String> warnings) {
    Optional<RunState> saved = checkpoints.restore(engine, warnings);
    int rows = engine.mostRows();
    if (saved.isPresent()) {
      DivergenceGuard health = saved.get().health();
      boolean asked = config.resources().microBatch() != null;
      boolean tooMany = rows > 0 && (health.microBatch() == 0 || health.microBatch() > rows);
      return asked || tooMany ? saved.get().with(health.withMicroBatch(rows)) : saved.get();
    }
    initial.fill(weights);
    NamedArrays optimizer = engine.optimizerState();
    for (TensorSpec spec : optimizer.specs()) {
      Pieces.USUAL.write(optimizer, spec, piece -> piece.fill((byte) 0));
    }
    engine.resume(0);
    return RunState.START.with(RunState.START.health().withMicroBatch(rows));
  }

  /** Puts the best weights of a checkpoint in their place, where a kill came before that. */
  void repairBest(RunState state) {
    if (state.bestStep() > 0) {
      checkpoints.copyWeights(state.bestStep(), run.weights());
    }
  }

  /**
   * Saves where the run is, then the best weights, which the newest checkpoint can restore.
   *
   * @param stopped whether the run stops here, which leaves some weights in any case
   */
  void save(RunState state, boolean stopped) {
    checkpoints.save(state, engine, config.saving().kept());
    if (state.hasBestWeights() || (stopped && !Files.exists(run.weights()))) {
      weights.write(run.weights());
    }
  }

  /** Fills the engine with the best weights. */
  void readBest() {
    weights.read(run.root());
    engine.refresh();
  }
}
