package dev.continuo.trainer.loop;

import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.engine.TrainingEngine;
import dev.continuo.trainer.step.TrainingStep;
import java.util.ArrayDeque;
import java.util.Deque;

/** The steps that an engine was given and whose results were not read yet. */
final class StepQueue {

  /**
   * A step whose result was read.
   *
   * @param loss per counted token, before the update
   * @param gradientNorm before clipping
   * @param learningRate of the step
   * @param rows how many went through the net at once, or 0 for the whole batch
   */
  record Done(double loss, double gradientNorm, double learningRate, int rows) {}

  private record Queued(double learningRate, int rows) {}

  private final TrainingEngine engine;
  private final MicroBatchFallback microBatches;
  private final Deque<Queued> underWay = new ArrayDeque<>();

  /**
   * An empty queue.
   *
   * @param rows how many went through the net at once before, or 0 for the whole batch
   */
  StepQueue(TrainingEngine engine, int rows) {
    this.engine = engine;
    microBatches = new MicroBatchFallback(engine::begin, rows);
  }

  /** Steps whose results were not read. */
  int underWay() {
    return underWay.size();
  }

  boolean isEmpty() {
    return underWay.isEmpty();
  }

  /** Whether the engine takes one more step before a result is read. */
  boolean hasRoom() {
    return underWay.size() < engine.mostUnderWay();
  }

  /** Rows that go through the net at once, or 0 for the whole batch. */
  int rows() {
    return microBatches.rows();
  }

  /**
   * Queues a step, with fewer rows at once where memory runs out.
   *
   * @return false if it ran out in the update, so that only some weights were updated
   */
  @SuppressWarnings("IllegalCatch")
  boolean queue(Batch batch, double learningRate) {
    microBatches.begin(batch);
    try {
      engine.update(learningRate);
    } catch (RuntimeException | OutOfMemoryError e) {
      if (!MemoryShortage.isCauseOf(e) || !microBatches.halve(batch.rows())) {
        throw e;
      }
      return false;
    }
    underWay.add(new Queued(learningRate, microBatches.rows()));
    return true;
  }

  /** Waits for the earliest step. */
  Done await() {
    Queued queued = underWay.remove();
    TrainingStep.Result result = engine.await();
    return new Done(result.loss(), result.gradientNorm(), queued.learningRate(), queued.rows());
  }

  /** Waits for all steps and forgets them. */
  void drop() {
    while (!isEmpty()) {
      await();
    }
  }
}
