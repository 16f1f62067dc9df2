package dev.continuo.model.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/** A block of one input, one output and one weight, which has its HuggingFace name. */
abstract class WeightBlock extends AbstractBlock {

  private final Parameter weight;

  WeightBlock(String name, Shape shape) {
    weight =
        addParameter(
            Parameter.builder()
                .setName(name)
                .setType(Parameter.Type.WEIGHT)
                .optShape(shape)
                .optInitializer(Initializer.ZEROS)
                .build());
  }

  abstract NDArray apply(NDArray input, NDArray weight);

  final NDArray apply(ParameterStore store, NDArray input, boolean training) {
    return apply(input, weight(store, input, training));
  }

  final NDArray weight(ParameterStore store, NDArray input, boolean training) {
    return store.getValue(weight, input.getDevice(), training);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> parameters) {
    return new NDList(apply(store, inputs.singletonOrThrow(), training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes;
  }
}
