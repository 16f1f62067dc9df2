package dev.continuo.trainer.step;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.continuo.model.aten.Aten;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.net.Transformer;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.optim.Optimizer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** One step of training: forward, loss, backward, update, in one scope of native memory. */
public final class TrainingStep {

  private final Transformer transformer;
  private final Optimizer optimizer;
  private final LossFunction lossFunction;

  /** Steps of a net by an optimizer, down a loss. */
  public TrainingStep(Transformer transformer, Optimizer optimizer, LossFunction lossFunction) {
    this.transformer = transformer;
    this.optimizer = optimizer;
    this.lossFunction = lossFunction;
  }

  /**
   * What a step found.
   *
   * @param loss per counted token, before the update; cross-entropy is in nats
   * @param gradientNorm the global norm of the gradient, before clipping
   */
  public record Result(double loss, double gradientNorm) {}

  /** Trains on one batch. */
  public Result train(Batch batch, double learningRate) {
    double loss = backward(batch);
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    transformer.weights().forEach((name, weight) -> gradients.put(name, weight.getGradient()));
    double norm = optimizer.step(gradients, learningRate);
    gradients.values().forEach(TrainingStep::clear);
    return new Result(loss, norm);
  }

  private static void clear(NDArray gradient) {
    try (NDManager scope = gradient.getManager().newSubManager()) {
      gradient.attach(scope);
      gradient.set(new NDIndex("..."), 0);
    }
  }

  private double backward(Batch batch) {
    transformer.seedDropout(Arrays.hashCode(batch.inputs()));
    long counted = Arrays.stream(batch.targets()).filter(t -> t != Aten.IGNORED_TARGET).count();
    try (NDManager scope = transformer.manager().newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray inputs = scope.create(batch.inputs(), new Shape(batch.rows(), batch.columns()));
      NDArray targets = scope.create(batch.targets());
      NDArray hidden = transformer.hidden(inputs, true); // (B·T, C)
      NDArray logits = transformer.logits(hidden, true); // (B·T, V)
      NDArray loss = GraphLoss.sum(lossFunction, logits, targets).div(Math.max(counted, 1));
      collector.backward(loss);
      return loss.getFloat();
    }
  }
}
