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
public record RunConfig(ModelConfig model, TrainingConfig training) {

  /**
   * Refuses what does not fit into memory.
   *
   * @param settings what was asked for
   */
  public void requireMemory(Settings settings) {
    MemoryPlan.of(model, training, Devices.of(training.device()))
        .require(
            settings.has(CONFIG) || settings.has(FROM) || settings.has(WIDTH) || settings.has(HEADS)
                ? null
                : depth ->
                    Defaults.model(
                        settings.with(DEPTH, depth),
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
  public static RunConfig of(Settings settings, int vocabularySize) {
    ModelConfig model = Defaults.model(settings, vocabularySize, Defaults.context(settings), -1);
    return new RunConfig(model, Defaults.config(settings, model, new Budget.Steps(1)));
  }
}
