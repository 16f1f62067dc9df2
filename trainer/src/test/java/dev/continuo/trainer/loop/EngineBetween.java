package dev.continuo.trainer.loop;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.weights.NamedArrays;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.engine.TrainingEngine;
import dev.continuo.trainer.step.TrainingStep;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What stands between a trainer and its engine: it writes down what is asked for, by the number of
 * the step, and some steps go wrong the first time.
 */
class EngineBetween implements TrainingEngine {

  /**
   * The steps that go wrong the first time.
   *
   * @param high whose loss is ten times as high
   * @param infinite whose loss is infinite
   * @param shortBeginning in whose beginning memory runs out
   * @param shortUpdate in whose update memory runs out
   */
  record Trouble(
      Set<Long> high, Set<Long> infinite, Set<Long> shortBeginning, Set<Long> shortUpdate) {
    static final Trouble NONE = new Trouble(Set.of(), Set.of(), Set.of(), Set.of());
  }

  private final TrainingEngine engine;
  private final Trouble trouble;
  private final List<String> asked;
  private final Set<String> happened = new HashSet<>();
  private long queued;
  private long awaited;

  EngineBetween(TrainingEngine engine, Trouble trouble, List<String> asked) {
    this.engine = engine;
    this.trouble = trouble;
    this.asked = asked;
  }

  private void ask(String what) {
    if (asked.isEmpty() || !asked.getLast().equals(what)) {
      asked.add(what);
    }
  }

  private boolean happens(Set<Long> steps, long step) {
    return steps.contains(step) && happened.add(step + " " + steps);
  }

  @Override
  public ModelConfig config() {
    return engine.config();
  }

  @Override
  public NamedArrays weights() {
    return engine.weights();
  }

  @Override
  public void refresh() {
    engine.refresh();
  }

  @Override
  public NamedArrays optimizerState() {
    ask("state");
    return engine.optimizerState();
  }

  @Override
  public void resume(long steps) {
    ask("resume " + steps);
    queued = steps;
    awaited = steps;
    engine.resume(steps);
  }

  @Override
  public int mostRows() {
    return engine.mostRows();
  }

  @Override
  public boolean recomputes() {
    return engine.recomputes();
  }

  @Override
  public int mostUnderWay() {
    return engine.mostUnderWay();
  }

  @Override
  public void begin(Batch batch, int rows) {
    engine.begin(batch, rows);
    if (happens(trouble.shortBeginning, queued + 1)) {
      throw new OutOfMemoryError("injected");
    }
  }

  @Override
  public void update(double learningRate) {
    if (happens(trouble.shortUpdate, queued + 1)) {
      throw new OutOfMemoryError("injected");
    }
    engine.update(learningRate);
    queued++;
    ask("queue " + queued);
  }

  @Override
  public TrainingStep.Result await() {
    awaited++;
    ask("await " + awaited);
    TrainingStep.Result found = engine.await();
    if (happens(trouble.infinite, awaited)) {
      return new TrainingStep.Result(Double.POSITIVE_INFINITY, found.gradientNorm());
    }
    double factor = happens(trouble.high, awaited) ? 10 : 1;
    return new TrainingStep.Result(factor * found.loss(), found.gradientNorm());
  }

  @Override
  public float[] crossEntropies(Batch batch) {
    ask("score");
    return engine.crossEntropies(batch);
  }

  @Override
  public long[] likeliest(Batch batch) {
    return engine.likeliest(batch);
  }

  @Override
  public void close() {
    engine.close();
  }
}
