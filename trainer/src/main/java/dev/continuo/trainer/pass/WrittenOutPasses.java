package dev.continuo.trainer.pass;

import ai.djl.ndarray.NDArray;
import dev.continuo.model.engine.ExplicitTransformer;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.net.Transformer;
import dev.continuo.trainer.batch.Batch;
import java.util.Map;

/** By the written-out forward and backward, on the CPU. */
final class WrittenOutPasses implements Passes {

  private final ExplicitTransformer transformer;
  private final int vocabulary;

  WrittenOutPasses(Transformer weights) {
    int threads = Runtime.getRuntime().availableProcessors();
    transformer =
        new ExplicitTransformer(weights.config(), weights.weights(), weights.precision(), threads);
    vocabulary = weights.config().vocabularySize();
  }

  static boolean support(Transformer transformer) {
    return transformer.dropout() == 0 && ExplicitTransformer.supports(transformer.config());
  }

  @Override
  public void refresh() {
    transformer.refresh();
  }

  @Override
  public double addGradients(Batch batch, LossFunction loss, double factor) {
    return transformer.forwardBackward(
        batch.rows(), batch.columns(), batch.inputs(), batch.targets(), loss, factor);
  }

  @Override
  public Map<String, NDArray> gradients() {
    return transformer.gradients();
  }

  @Override
  public void clearGradients() {
    transformer.clearGradients();
  }

  @Override
  public float[] crossEntropies(Batch batch) {
    float[] losses = new float[batch.targets().length];
    transformer.logits(
        batch.rows(),
        batch.columns(),
        batch.inputs(),
        (row, logits, start) -> {
          int target = (int) batch.targets()[row];
          if (target >= 0) {
            losses[row] = (float) LossFunction.crossEntropy(logits, start, vocabulary, target);
          }
        });
    return losses;
  }

  @Override
  public long[] likeliest(Batch batch) {
    long[] ids = new long[batch.targets().length];
    transformer.logits(
        batch.rows(),
        batch.columns(),
        batch.inputs(),
        (row, logits, start) -> ids[row] = largest(logits, start));
    return ids;
  }

  private int largest(float[] logits, int start) {
    int largest = 0;
    for (int id = 1; id < vocabulary; id++) {
      if (logits[start + id] > logits[start + largest]) {
        largest = id;
      }
    }
    return largest;
  }

  @Override
  public void close() {
    transformer.close();
  }
}
