package dev.continuo.trainer.loop;

import ai.djl.ndarray.NDArray;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.pass.ForwardBackward;
import java.util.Map;

/** What stands between a trainer and its passes: it hands everything on and counts the steps. */
class PassesBetween implements ForwardBackward {

  private final ForwardBackward passes;
  private int step;

  PassesBetween(ForwardBackward passes) {
    this.passes = passes;
  }

  /** How many steps have begun, those that were tried again counted each time. */
  final int step() {
    return step;
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
    return passes.addGradients(batch, loss, factor);
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
