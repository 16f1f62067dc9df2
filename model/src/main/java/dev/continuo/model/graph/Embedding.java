package dev.continuo.model.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.continuo.model.aten.Aten;
import org.jspecify.annotations.Nullable;

/** The table of token vectors: ids (B, T) give (B, T, C). */
final class Embedding extends WeightBlock {

  Embedding(String name, int vocabularySize, int channels) {
    super(name, new Shape(vocabularySize, channels));
  }

  @Override
  NDArray apply(NDArray input, NDArray weight, @Nullable NDArray bias) {
    return Aten.embedding(weight, input); // (B, T, C)
  }
}
