package dev.continuo.trainer.engine;

import dev.continuo.model.weights.NamedArrays;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.step.TrainingStep;

/**
 * A net in training with its optimizer. A step is begun with its batch, queued by its update, and
 * its result is awaited, in the order of the steps; the weights, the optimizer's state and scores
 * are those after all steps that were queued.
 */
public interface TrainingEngine extends ScoringEngine {

  /** What is saved beside the weights; {@link #resume} is called after it was filled. */
  NamedArrays optimizerState();

  /** Goes on after so many steps of the optimizer. */
  void resume(long steps);

  /** The most sequences of a batch that go through the net at once to begin with; 0 for all. */
  int mostRows();

  /** Whether activations are computed again in the backward pass. */
  boolean recomputes();

  /**
   * The most steps that may be queued and not awaited: 1 where a step is done when it is queued, 2
   * where a device computes it meanwhile, so that the next one should be queued behind it.
   */
  int mostUnderWay();

  /**
   * Begins a step; changes no weights, so it can be begun again if it fails.
   *
   * @param rows how many of the batch's sequences go through the net at once
   */
  void begin(Batch batch, int rows);

  /**
   * Queues the step that was begun, which updates the weights by the gradients of its batch, once:
   * if this fails, some may be updated and others not.
   */
  void update(double learningRate);

  /** Waits for the earliest step that was queued and not awaited. */
  TrainingStep.Result await();
}
