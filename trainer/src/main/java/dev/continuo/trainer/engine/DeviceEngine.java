package dev.continuo.trainer.engine;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.BackendArrays;
import dev.continuo.model.backend.DenseTransformer;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.weights.NamedArrays;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.config.Optimization;
import dev.continuo.trainer.optim.DeviceOptimizer;
import dev.continuo.trainer.step.DeviceSteps;
import dev.continuo.trainer.step.TrainingStep;

/**
 * Over the operations of a backend. All of its memory is taken before the first step, for a number
 * of sequences at once that is planned beforehand.
 */
public final class DeviceEngine implements TrainingEngine {

  private final Backend backend;
  private final MicroBatch microBatch;
  private final DeviceScoring net;
  private final DeviceOptimizer optimizer;
  private final DeviceSteps steps;

  /**
   * An engine on a backend, which it closes.
   *
   * @param dropout the share that is left out in training
   * @param microBatch the most of a batch that goes through the net at once
   * @param time the tokens of each sequence
   */
  public DeviceEngine(
      Backend backend,
      ModelConfig config,
      Optimization optimization,
      LossFunction loss,
      double dropout,
      MicroBatch microBatch,
      int time) {
    this.backend = backend;
    this.microBatch = microBatch;
    int rows = microBatch.rows();
    DenseTransformer transformer =
        new DenseTransformer(backend, config, rows, time, dropout, microBatch.recompute());
    net = new DeviceScoring(backend, transformer, config, rows);
    optimizer = new DeviceOptimizer(backend, transformer.parameters(), optimization);
    steps = new DeviceSteps(backend, transformer, optimizer, loss, config.vocabularySize());
  }

  @Override
  public ModelConfig config() {
    return net.config();
  }

  @Override
  public NamedArrays weights() {
    return net.weights();
  }

  @Override
  public NamedArrays optimizerState() {
    return new BackendArrays(backend, optimizer.state());
  }

  @Override
  public void refresh() {
    net.refresh();
  }

  @Override
  public void resume(long done) {
    optimizer.resume(done);
    refresh();
  }

  @Override
  public int mostRows() {
    return microBatch.rows();
  }

  @Override
  public boolean recomputes() {
    return microBatch.recompute();
  }

  @Override
  public int mostUnderWay() {
    return backend.concurrent() ? DeviceSteps.MOST_UNDER_WAY : 1;
  }

  @Override
  public void begin(Batch batch, int some) {
    steps.begin(batch, Math.min(some, microBatch.rows()));
  }

  @Override
  public void update(double learningRate) {
    steps.update(learningRate);
  }

  @Override
  public TrainingStep.Result await() {
    return steps.await();
  }

  @Override
  public float[] crossEntropies(Batch batch) {
    return net.crossEntropies(batch);
  }

  @Override
  public long[] likeliest(Batch batch) {
    return net.likeliest(batch);
  }

  @Override
  public void close() {
    steps.close();
    net.close();
  }
}
