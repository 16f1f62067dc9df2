package dev.continuo.trainer.run;

import static dev.continuo.trainer.config.TrainingSettings.CONFIG;
import static dev.continuo.trainer.config.TrainingSettings.DEPTH;
import static dev.continuo.trainer.config.TrainingSettings.FROM;
import static dev.continuo.trainer.config.TrainingSettings.HEADS;
import static dev.continuo.trainer.config.TrainingSettings.WIDTH;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.trainer.config.Budget;
import dev.continuo.trainer.config.Devices;
import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.engine.MemoryPlan;

/**
 * A net of the dial and how it would be trained, before there is any text.
 *
 * @param model the net
 * @param training how
 */
public record Plan(ModelConfig model, TrainingConfig training) {

  /**
   * Refuses what does not fit into memory.
   *
   * @param told what was asked for
   */
  public void requireMemory(Settings told) {
    MemoryPlan.of(model, training, Devices.of(training.device()))
        .require(
            told.has(CONFIG) || told.has(FROM) || told.has(WIDTH) || told.has(HEADS)
                ? null
                : depth ->
                    Defaults.model(
                        told.with(DEPTH, depth),
                        model.vocabularySize(),
                        model.contextLength(),
                        -1));
  }

  /** Whether it fits into memory. */
  boolean fits() {
    return MemoryPlan.of(model, training, Devices.of(training.device())).fits();
  }

  /**
   * What is chosen for a vocabulary of this size; the budget is one step where none is asked for.
   */
  public static Plan of(Settings told, int vocabularySize) {
    ModelConfig model = Defaults.model(told, vocabularySize, Defaults.context(told), -1);
    return new Plan(model, Defaults.config(told, model, new Budget.Steps(1)));
  }
}
