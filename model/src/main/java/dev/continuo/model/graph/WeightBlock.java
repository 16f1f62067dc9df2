package dev.continuo.model.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/**
 * A block of one input, one output, one weight and, in an architecture that has them, its bias;
 * both have their HuggingFace names.
 */
abstract class WeightBlock extends AbstractBlock {

  private final Parameter weight;
  private final @Nullable Parameter bias;

  WeightBlock(String name, Shape shape) {
    this(name, null, shape);
  }

  /**
   * A block with a bias, as long as the weight's first axis.
   *
   * @param biasName its name, or null for no bias
   */
  WeightBlock(String name, @Nullable String biasName, Shape shape) {
    weight = addParameter(name, shape);
    bias = biasName == null ? null : addParameter(biasName, new Shape(shape.get(0)));
  }

  private Parameter addParameter(String name, Shape shape) {
    return addParameter(
        Parameter.builder()
            .setName(name)
            .setType(Parameter.Type.WEIGHT)
            .optShape(shape)
            .optInitializer(Initializer.ZEROS)
            .build());
  }

  abstract NDArray apply(NDArray input, NDArray weight, @Nullable NDArray bias);

  final NDArray apply(ParameterStore store, NDArray input, boolean training) {
    NDArray added = bias == null ? null : store.getValue(bias, input.getDevice(), training);
    return apply(input, weight(store, input, training), added);
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
