package dev.continuo.cli.command.generate;

import dev.continuo.cli.terminal.Task;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.weights.Tensor;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.model.weights.WeightNames;
import dev.continuo.model.weights.WeightSource;

/** Weights that are asked for one after the other, and a task that shows how many have been. */
final class WatchedWeights implements WeightSource {

  private final WeightSource weights;
  private final Task task;
  private final long all;
  private long given;

  WatchedWeights(WeightSource weights, ModelConfig config, Task task) {
    this.weights = weights;
    this.task = task;
    all = WeightNames.of(config).stream().mapToLong(TensorSpec::elementCount).sum() * Float.BYTES;
  }

  @Override
  public String name() {
    return weights.name();
  }

  @Override
  public Tensor tensor(TensorSpec expected) {
    task.at("exporting", given, all, Task.Unit.BYTES);
    given = Math.min(all, given + expected.elementCount() * Float.BYTES);
    return weights.tensor(expected);
  }

  @Override
  public void close() {
    weights.close();
  }
}
