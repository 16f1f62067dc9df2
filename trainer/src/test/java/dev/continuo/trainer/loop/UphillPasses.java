package dev.continuo.trainer.loop;

import ai.djl.ndarray.NDArray;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.pass.Passes;
import java.util.Map;

/** Passes that for some steps find a loss ten times as high, and a gradient that leads uphill. */
final class UphillPasses implements Passes {

  private static final double HOW_MUCH = 10;

  private final Passes passes;
  private final int firstStep;
  private final int steps;
  private int step;

  /**
   * Passes as others find them, but for some steps.
   *
   * @param firstStep the first that goes uphill, counted from 1
   * @param steps how many do
   */
  UphillPasses(Passes passes, int firstStep, int steps) {
    this.passes = passes;
    this.firstStep = firstStep;
    this.steps = steps;
  }

  @Override
  public void refresh() {
    passes.refresh();
  }

  @Override
  public void clearGradients() {
    step++;
    passes.clearGradients();
  }

  @Override
  public double addGradients(Batch batch, LossFunction loss, double factor) {
    boolean uphill = step >= firstStep && step < firstStep + steps;
    double sum = passes.addGradients(batch, loss, uphill ? -HOW_MUCH * factor : factor);
    return uphill ? HOW_MUCH * sum : sum;
  }

  @Override
  public Map<String, NDArray> gradients() {
    return passes.gradients();
  }

  @Override
  public float[] crossEntropies(Batch batch) {
    return passes.crossEntropies(batch);
  }

  @Override
  public long[] likeliest(Batch batch) {
    return passes.likeliest(batch);
  }

  @Override
  public void close() {
    passes.close();
  }
}
