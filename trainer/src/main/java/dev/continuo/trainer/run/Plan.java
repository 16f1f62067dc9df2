package dev.continuo.trainer.run;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.trainer.config.Budget;
import dev.continuo.trainer.config.Devices;
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
   * @param net as it was asked for
   */
  public void requireMemory(TrainRequest.Net net) {
    MemoryPlan.of(model, training, Devices.of(training.device()))
        .require(
            net.isOfDepth()
                ? depth ->
                    Defaults.model(
                        new TrainRequest.Net(depth, net.channels(), net.heads(), null, null),
                        model.vocabularySize(),
                        model.contextLength(),
                        -1)
                : null);
  }

  /** Whether it fits into memory. */
  boolean fits() {
    return MemoryPlan.of(model, training, Devices.of(training.device())).fits();
  }

  /**
   * What is chosen for a vocabulary of this size; the budget is one step where none is asked for.
   */
  public static Plan of(TrainRequest.Net net, TrainRequest.Training training, int vocabularySize) {
    ModelConfig model = Defaults.model(net, vocabularySize, Defaults.context(training), -1);
    return new Plan(model, Defaults.config(net, training, model, new Budget.Steps(1)));
  }
}
