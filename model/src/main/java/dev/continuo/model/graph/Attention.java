package dev.continuo.model.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import dev.continuo.model.aten.Aten;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.Precision;
import dev.continuo.model.weights.WeightNames.Part;
import org.jspecify.annotations.Nullable;

/**
 * Grouped-query causal attention; queries and keys are normalized for Qwen 3, and turned by their
 * positions where there is a rotary table.
 */
final class Attention extends GraphBlock {

  private final int headSize;
  private final Precision precision;
  private final Projection queryProjection;
  private final Projection keyProjection;
  private final Projection valueProjection;
  private final Projection outputProjection;
  private final @Nullable RootMeanSquareNorm queryNorm;
  private final @Nullable RootMeanSquareNorm keyNorm;

  Attention(int layer, ModelConfig config, Precision precision) {
    headSize = config.headSize();
    this.precision = precision;
    int channels = config.channels();
    int queryChannels = config.headCount() * headSize;
    int keyChannels = config.keyValueHeadCount() * headSize;
    queryProjection = add("query", Part.QUERY, layer, queryChannels, channels, config);
    keyProjection = add("key", Part.KEY, layer, keyChannels, channels, config);
    valueProjection = add("value", Part.VALUE, layer, keyChannels, channels, config);
    outputProjection = add("output", Part.ATTENTION_OUTPUT, layer, channels, queryChannels, config);
    if (config.queryKeyNorm()) {
      queryNorm = addNorm("queryNorm", Part.QUERY_NORM.in(layer), config);
      keyNorm = addNorm("keyNorm", Part.KEY_NORM.in(layer), config);
    } else {
      queryNorm = null;
      keyNorm = null;
    }
  }

  /** (B, T, C) gives (B, T, C), in the precision of matrix products. */
  @Override
  NDArray apply(ParameterStore store, NDArray x, @Nullable RotaryTable rotary, boolean training) {
    NDArray q = heads(queryProjection.apply(store, x, training)); // (B, H, T, D)
    NDArray k = heads(keyProjection.apply(store, x, training)); // (B, K, T, D)
    NDArray v = heads(valueProjection.apply(store, x, training)); // (B, K, T, D)
    q = placed(norm(queryNorm, store, q, training), rotary);
    k = placed(norm(keyNorm, store, k, training), rotary);
    NDArray mixed = Aten.causalAttention(q, k, v).transpose(0, 2, 1, 3); // (B, T, H, D)
    long batch = mixed.getShape().get(0);
    NDArray joined = mixed.reshape(batch, mixed.getShape().get(1), -1); // (B, T, H·D)
    return outputProjection.apply(store, joined, training); // (B, T, C)
  }

  private Projection add(
      String child, Part part, int layer, int outputs, int inputs, ModelConfig config) {
    return addChildBlock(child, Projection.of(part, layer, outputs, inputs, config, precision));
  }

  private RootMeanSquareNorm addNorm(String child, String name, ModelConfig config) {
    return addChildBlock(child, new RootMeanSquareNorm(name, headSize, config.normEpsilon()));
  }

  /** (B, T, H·D) gives (B, H, T, D). */
  private NDArray heads(NDArray x) {
    long batch = x.getShape().get(0);
    long time = x.getShape().get(1);
    return x.reshape(batch, time, -1, headSize).transpose(0, 2, 1, 3); // (B, H, T, D)
  }

  private NDArray placed(NDArray x, @Nullable RotaryTable rotary) {
    return Aten.toType(rotary == null ? x : rotary.rotate(x), precision.scalarType());
  }

  private static NDArray norm(
      @Nullable RootMeanSquareNorm norm, ParameterStore store, NDArray x, boolean training) {
    return norm == null
        ? Aten.toType(x, Precision.FLOAT32.scalarType())
        : norm.apply(store, x, training);
  }
}
