package dev.continuo.trainer.pass;

import ai.djl.ndarray.NDArray;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.trainer.batch.Batch;
import java.util.Map;

/** ForwardBackward of batches through the graph, whose weights an optimizer moves. */
public interface ForwardBackward extends AutoCloseable {

  /** Takes over the weights as they are now: called where they may have moved since. */
  void refresh();

  /**
   * Adds the gradient of the summed loss, times a factor, to the gradients.
   *
   * @return the sum of the losses of the counted positions
   */
  double addGradients(Batch batch, LossFunction loss, double factor);

  /** The gradients by weight name, in the order of the weights: float32, of the weights' shapes. */
  Map<String, NDArray> gradients();

  /** Sets all gradients to zero. */
  void clearGradients();

  /** −log p of the target at each position, in nats; 0 where it is not counted. */
  float[] crossEntropies(Batch batch);

  /** The likeliest next id at each position. */
  long[] likeliest(Batch batch);

  @Override
  void close();
}
