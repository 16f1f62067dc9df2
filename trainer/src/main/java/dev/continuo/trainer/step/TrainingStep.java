package dev.continuo.trainer.step;

import dev.continuo.model.aten.Aten;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.optim.GraphOptimizer;
import dev.continuo.trainer.pass.ForwardBackward;
import java.util.Arrays;

/** One step of training: forward, loss, backward, update. */
public final class TrainingStep {

  private final ForwardBackward passes;
  private final GraphOptimizer optimizer;
  private final LossFunction loss;

  /** Steps of the net of some passes by an optimizer, down a loss. */
  public TrainingStep(ForwardBackward passes, GraphOptimizer optimizer, LossFunction loss) {
    this.passes = passes;
    this.optimizer = optimizer;
    this.loss = loss;
  }

  /**
   * What a step found.
   *
   * @param loss per counted token, before the update; cross-entropy is in nats
   * @param gradientNorm the global norm of the gradient, before clipping
   */
  public record Result(double loss, double gradientNorm) {}

  /** Trains on one batch, all of its rows at once. */
  public Result train(Batch batch, double learningRate) {
    return train(batch, learningRate, batch.rows());
  }

  /** Trains on one batch, some of its rows at once. */
  public Result train(Batch batch, double learningRate, int rows) {
    double found = gradients(batch, rows);
    return new Result(found, update(learningRate));
  }

  /**
   * Computes the gradients of a batch; changes no weights, so it can be tried again if it fails.
   *
   * @param rows how many of its rows go through the net at once
   * @return the loss per counted token
   */
  public double gradients(Batch batch, int rows) {
    long counted = Arrays.stream(batch.targets()).filter(t -> t != Aten.IGNORED_TARGET).count();
    double share = 1.0 / Math.max(counted, 1);
    passes.refresh();
    passes.clearGradients();
    double sum = 0;
    for (int first = 0; first < batch.rows(); first += rows) {
      Batch part = batch.rows(first, Math.min(rows, batch.rows() - first));
      sum += passes.addGradients(part, loss, share);
    }
    return sum * share;
  }

  /**
   * Updates the weights by the gradients, once: if it fails, some may be updated and others not.
   *
   * @return the global norm of the gradients before clipping
   */
  public double update(double learningRate) {
    return optimizer.step(passes.gradients(), learningRate);
  }
}
