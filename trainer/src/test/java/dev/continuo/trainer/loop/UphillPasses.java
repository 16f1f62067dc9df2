package dev.continuo.trainer.loop;

import dev.continuo.model.kernel.LossFunction;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.pass.ForwardBackward;

/**
 * ForwardBackward that for some steps find a loss ten times as high, and a gradient that leads
 * uphill.
 */
final class UphillPasses extends PassesBetween {

  private static final double HOW_MUCH = 10;

  private final int firstStep;
  private final int steps;

  /**
   * ForwardBackward as others find them, but for some steps.
   *
   * @param firstStep the first that goes uphill, counted from 1
   * @param steps how many do
   */
  UphillPasses(ForwardBackward passes, int firstStep, int steps) {
    super(passes);
    this.firstStep = firstStep;
    this.steps = steps;
  }

  @Override
  public double addGradients(Batch batch, LossFunction loss, double factor) {
    boolean uphill = step() >= firstStep && step() < firstStep + steps;
    double sum = super.addGradients(batch, loss, uphill ? -HOW_MUCH * factor : factor);
    return uphill ? HOW_MUCH * sum : sum;
  }
}
