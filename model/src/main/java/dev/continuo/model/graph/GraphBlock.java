package dev.continuo.model.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/**
 * A block of the residual stream: (B, T, C) in, (B, T, C) out, with the rotary table beside it in
 * an architecture that turns by positions.
 */
abstract class GraphBlock extends AbstractBlock {

  abstract NDArray apply(
      ParameterStore store, NDArray x, @Nullable RotaryTable rotary, boolean training);

  @Override
  protected final NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> parameters) {
    RotaryTable rotary = inputs.size() == 1 ? null : new RotaryTable(inputs.get(1), inputs.get(2));
    return new NDList(apply(store, inputs.get(0), rotary, training));
  }

  @Override
  public final Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {inputShapes[0]};
  }
}
