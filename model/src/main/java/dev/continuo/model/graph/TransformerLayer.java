package dev.continuo.model.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import dev.continuo.model.aten.Aten;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.Precision;
import dev.continuo.model.weights.WeightNames.Part;
import org.jspecify.annotations.Nullable;

/** x + attention(norm(x)), then x + feedForward(norm(x)); the residual stream stays float32. */
final class TransformerLayer extends GraphBlock {

  private final WeightBlock attentionNorm;
  private final Attention attention;
  private final WeightBlock feedForwardNorm;
  private final FeedForward feedForward;
  private final Precision precision;
  private final double dropout;

  TransformerLayer(int index, ModelConfig config, Precision precision, double dropout) {
    this.precision = precision;
    this.dropout = dropout;
    attentionNorm = addNorm("attentionNorm", Part.INPUT_NORM, index, config);
    attention = addChildBlock("attention", new Attention(index, config, precision));
    feedForwardNorm = addNorm("feedForwardNorm", Part.FEED_FORWARD_NORM, index, config);
    feedForward = addChildBlock("feedForward", new FeedForward(index, config, precision));
  }

  @Override
  NDArray apply(ParameterStore store, NDArray x, @Nullable RotaryTable rotary, boolean training) {
    NDArray attended =
        attention.apply(store, normed(attentionNorm, store, x, training), rotary, training);
    NDArray middle = x.add(dropped(attended, training)); // (B, T, C)
    NDArray fed =
        feedForward.apply(
            store, normed(feedForwardNorm, store, middle, training), rotary, training);
    return middle.add(dropped(fed, training)); // (B, T, C)
  }

  private NDArray normed(WeightBlock norm, ParameterStore store, NDArray x, boolean training) {
    return Aten.toType(norm.apply(store, x, training), precision.scalarType());
  }

  private NDArray dropped(NDArray x, boolean training) {
    return training && dropout > 0 ? Aten.dropout(x, dropout) : x;
  }

  private WeightBlock addNorm(String child, Part part, int index, ModelConfig config) {
    return addChildBlock(child, Norms.of(part.in(index), part.biasIn(index), config));
  }
}
