package dev.continuo.model.backend;

import dev.continuo.model.weights.WeightNames;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of the residual stream: dropout(table[ids]·factor + positions), forward and
 * backward.
 */
final class InputEmbedding {

  private final Workspace space;
  private final Parameter table; // (V, C)
  private final @Nullable Parameter positions; // (T, C)
  private final @Nullable Dropout dropout;
  private final float factor;
  private final Buffer ids; // (N)
  private final Buffer order; // (N)
  private final Buffer x; // (N, C)

  InputEmbedding(Workspace space) {
    this.space = space;
    table = space.parameters().get(WeightNames.EMBEDDING);
    positions =
        space.config().parts().rotary() ? null : space.parameters().get(WeightNames.POSITIONS);
    dropout = space.dropout(0);
    factor = (float) space.config().parts().factors().embedding();
    ids = space.ints("ids", space.rows());
    order = space.ints("order of ids", space.rows());
    x = space.floats("x 0", space.rows() * space.config().channels());
  }

  Buffer ids() {
    return ids;
  }

  Buffer order() {
    return order;
  }

  /** What comes out (N, C). */
  Buffer x() {
    return x;
  }

  void forward(int batch, boolean training) {
    Backend backend = space.backend();
    int channels = space.config().channels();
    int rows = batch * space.time();
    backend.embed(ids, table.weight(), x, rows, channels);
    if (factor != 1) {
      backend.scale(x, factor, rows, channels);
    }
    if (positions != null) {
      backend.addPositions(positions.weight(), x, batch, space.time(), channels);
    }
    if (dropout != null && training) {
      backend.drop(dropout, x, x, rows, channels);
    }
  }

  /** From the gradient of x to those of the tables. */
  void backward(int batch, boolean accumulate) {
    Backend backend = space.backend();
    Buffer dx = space.gradients().x();
    int channels = space.config().channels();
    int rows = batch * space.time();
    if (dropout != null) {
      backend.drop(dropout, dx, dx, rows, channels);
    }
    if (positions != null) {
      backend.positionsBackward(
          dx, positions.gradient(), accumulate, batch, space.time(), channels);
    }
    if (factor != 1) {
      backend.scale(dx, factor, rows, channels);
    }
    if (!space.config().tiedEmbeddings() && !accumulate) {
      backend.clear(table.gradient()); // otherwise it has begun as the output's
    }
    backend.embedBackward(ids, order, dx, table.gradient(), rows, channels);
  }
}
