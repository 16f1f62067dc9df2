package dev.continuo.model.net;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import dev.continuo.model.aten.Aten;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.weights.WeightNames.Part;

/** x + attention(norm(x)), then x + feedForward(norm(x)); the residual stream stays float32. */
final class TransformerLayer extends GraphBlock {

  private final RootMeanSquareNorm attentionNorm;
  private final Attention attention;
  private final RootMeanSquareNorm feedForwardNorm;
  private final FeedForward feedForward;
  private final Precision precision;

  TransformerLayer(int index, ModelConfig config, Precision precision) {
    this.precision = precision;
    attentionNorm = addNorm("attentionNorm", Part.INPUT_NORM.in(index), config);
    attention = addChildBlock("attention", new Attention(index, config, precision));
    feedForwardNorm = addNorm("feedForwardNorm", Part.FEED_FORWARD_NORM.in(index), config);
    feedForward = addChildBlock("feedForward", new FeedForward(index, config, precision));
  }

  @Override
  NDArray apply(ParameterStore store, NDArray x, RotaryTable rotary, boolean training) {
    NDArray attended =
        attention.apply(store, normed(attentionNorm, store, x, training), rotary, training);
    NDArray middle = x.add(attended); // (B, T, C)
    NDArray fed =
        feedForward.apply(
            store, normed(feedForwardNorm, store, middle, training), rotary, training);
    return middle.add(fed); // (B, T, C)
  }

  private NDArray normed(
      RootMeanSquareNorm norm, ParameterStore store, NDArray x, boolean training) {
    return Aten.toType(norm.apply(store, x, training), precision.scalarType());
  }

  private RootMeanSquareNorm addNorm(String child, String name, ModelConfig config) {
    return addChildBlock(
        child, new RootMeanSquareNorm(name, config.channels(), config.normEpsilon()));
  }
}
