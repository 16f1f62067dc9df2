package dev.continuo.trainer.pass;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.continuo.model.aten.Aten;
import dev.continuo.model.graph.Transformer;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.trainer.batch.Batch;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** By the graph and autograd; each pass in one scope of native memory. */
public final class GraphForwardBackward implements ForwardBackward {

  private final Transformer transformer;
  private final Map<String, NDArray> gradients = new LinkedHashMap<>();

  /** ForwardBackward through a transformer. */
  public GraphForwardBackward(Transformer transformer) {
    this.transformer = transformer;
  }

  @Override
  public void refresh() {}

  @Override
  public double addGradients(Batch batch, LossFunction loss, double factor) {
    transformer.seedDropout(Arrays.hashCode(batch.inputs()));
    try (NDManager scope = transformer.manager().newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray targets = scope.create(batch.targets());
      NDArray sum = GraphLoss.sum(loss, logits(batch, scope, true), targets);
      collector.backward(Aten.times(sum, factor));
      return sum.getFloat();
    }
  }

  @Override
  public Map<String, NDArray> gradients() {
    if (gradients.isEmpty()) { // autograd makes them in the first pass and keeps them
      transformer.weights().forEach((name, weight) -> gradients.put(name, weight.getGradient()));
    }
    return Collections.unmodifiableMap(gradients);
  }

  @Override
  public void clearGradients() {
    if (gradients.isEmpty()) { // the first pass is to come, or failed and left some
      for (NDArray weight : transformer.weights().values()) {
        try (NDArray gradient = weight.getGradient()) {
          Aten.clear(gradient);
        }
      }
    }
    gradients.values().forEach(Aten::clear);
  }

  @Override
  public float[] crossEntropies(Batch batch) {
    try (NDManager scope = transformer.manager().newSubManager()) {
      NDArray targets = scope.create(batch.targets());
      return Aten.crossEntropyEach(logits(batch, scope, false), targets).toFloatArray();
    }
  }

  @Override
  public long[] likeliest(Batch batch) {
    try (NDManager scope = transformer.manager().newSubManager()) {
      return logits(batch, scope, false).argMax(1).toType(DataType.INT64, false).toLongArray();
    }
  }

  private NDArray logits(Batch batch, NDManager scope, boolean training) {
    NDArray inputs = scope.create(batch.inputs(), new Shape(batch.rows(), batch.columns()));
    return transformer.logits(transformer.hidden(inputs, training), training); // (B·T, V)
  }

  @Override
  public void close() {
    gradients.values().forEach(NDArray::close);
    gradients.clear();
  }
}
