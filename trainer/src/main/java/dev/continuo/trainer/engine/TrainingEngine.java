package dev.continuo.trainer.engine;

import dev.continuo.model.weights.NamedArrays;
import dev.continuo.trainer.batch.Batch;
import java.util.function.DoubleSupplier;

/** A net in training with its optimizer. */
public interface TrainingEngine extends ScoringEngine {

  /** What is saved beside the weights; {@link #resume} is called after it was filled. */
  NamedArrays optimizerState();

  /** Goes on after so many steps of the optimizer. */
  void resume(long steps);

  /** The most sequences of a batch that go through the net at once to begin with; 0 for all. */
  int mostRows();

  /**
   * Computes the gradients of a batch; changes no weights, so it can be tried again if it fails.
   *
   * @param rows how many of its sequences go through the net at once
   * @return the loss per counted token, to be asked for after the update: on a GPU it comes with it
   */
  DoubleSupplier gradients(Batch batch, int rows);

  /**
   * Updates the weights by the gradients, once: if it fails, some may be updated and others not.
   *
   * @return the global norm of the gradients before clipping
   */
  double update(double learningRate);
}
