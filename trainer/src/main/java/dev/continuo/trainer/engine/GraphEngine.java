package dev.continuo.trainer.engine;

import dev.continuo.model.aten.AtenArrays;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.Precision;
import dev.continuo.model.graph.Transformer;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.weights.NamedArrays;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.config.Optimization;
import dev.continuo.trainer.optim.GraphOptimizer;
import dev.continuo.trainer.optim.GraphOptimizers;
import dev.continuo.trainer.pass.ForwardBackward;
import dev.continuo.trainer.step.TrainingStep;
import org.jspecify.annotations.Nullable;

/** By DJL's graph and autograd on the CPU: plain and slow, for comparison. */
public final class GraphEngine implements TrainingEngine {

  private final ScoringEngine net;
  private final GraphOptimizer optimizer;
  private final TrainingStep step;
  private final int mostRows;
  private double begunLoss;
  private TrainingStep.@Nullable Result done;

  /**
   * An engine over the graph and its passes, both of which it closes.
   *
   * @param precision the number format of the optimizer's products
   * @param mostRows the most sequences that go through the net at once to begin with; 0 for all
   */
  public GraphEngine(
      Transformer transformer,
      ForwardBackward passes,
      Optimization optimization,
      LossFunction loss,
      Precision precision,
      int mostRows) {
    net = new GraphScoring(transformer, passes);
    this.mostRows = mostRows;
    optimizer =
        GraphOptimizers.of(transformer.weights(), transformer.manager(), optimization, precision);
    step = new TrainingStep(passes, optimizer, loss);
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
    return new AtenArrays(optimizer.state());
  }

  @Override
  public void refresh() {
    net.refresh();
  }

  @Override
  public void resume(long steps) {
    optimizer.resume(steps);
  }

  @Override
  public int mostRows() {
    return mostRows;
  }

  @Override
  public boolean recomputes() {
    return false;
  }

  @Override
  public int mostUnderWay() {
    return 1;
  }

  @Override
  public void begin(Batch batch, int rows) {
    begunLoss = step.gradients(batch, rows);
  }

  @Override
  public void update(double learningRate) {
    done = new TrainingStep.Result(begunLoss, step.update(learningRate));
  }

  @Override
  public TrainingStep.Result await() {
    TrainingStep.Result result = done;
    if (result == null) {
      throw new IllegalStateException("no step is under way");
    }
    done = null;
    return result;
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
    net.close();
  }
}
