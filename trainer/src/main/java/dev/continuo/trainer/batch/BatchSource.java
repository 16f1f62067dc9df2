package dev.continuo.trainer.batch;

/**
 * The batches of a run. The step alone says what is in one, so a resumed run sees what it should.
 */
public interface BatchSource {

  /** The batch of a step, counted from 0. */
  Batch at(long step);

  /** How many steps show every example once. */
  double stepsPerEpoch();
}
