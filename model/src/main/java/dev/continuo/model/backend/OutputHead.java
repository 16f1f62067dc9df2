package dev.continuo.model.backend;

import dev.continuo.model.backend.Backend.Logits;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.weights.WeightNames;

/**
 * From the last of the residual stream to the losses: the final norm and the logits, of which only
 * a chunk of rows is in memory at once.
 */
final class OutputHead {

  /** Rows of the vocabulary's logits begin at multiples of so many elements. */
  private static final int ALIGNMENT = 64;

  private final Workspace space;
  private final NormLayer norm;
  private final ParameterMatrix output; // (V, C), or more rows of zeros
  private final Buffer x; // (N, C)
  private final Buffer hidden; // (N, C), normed
  private final Buffer logits; // (chunk, V), or more columns of zeros
  private final int vocabulary;
  private final int stride;
  private final int chunk;
  private final Buffer targets; // (N)
  private final Buffer factor; // one
  private final Buffer losses; // (N)
  private final Buffer likeliest; // (N)
  private final Buffer lossSum; // one

  /**
   * The head of a net whose last half gives x.
   *
   * @param mostLogits the most elements of the logits that are in memory at once, but for a row
   */
  OutputHead(Workspace space, Buffer x, long mostLogits) {
    this.space = space;
    this.x = x;
    boolean tied = space.config().tiedEmbeddings();
    int channels = space.config().channels();
    long rows = space.rows();
    norm =
        space.norm(
            WeightNames.FINAL_NORM,
            WeightNames.FINAL_NORM_BIAS,
            NormLayer.scales(space, "last scales"));
    output = space.parameters().table(channels, tied ? WeightNames.EMBEDDING : WeightNames.OUTPUT);
    vocabulary = space.config().vocabularySize();
    stride = Math.ceilDiv(vocabulary, ALIGNMENT) * ALIGNMENT;
    chunk = chunk((int) rows, (int) Math.clamp(mostLogits / stride, 1, rows));
    hidden = space.activations("hidden", rows * channels);
    logits = space.backend().allocate("logits", space.backend().logits(), (long) chunk * stride);
    targets = space.ints("targets", rows);
    factor = space.floats("factor", 1);
    losses = space.floats("losses", rows);
    likeliest = space.ints("likeliest ids", rows);
    lossSum = space.backend().allocate("loss", ElementType.FLOAT64, 1);
  }

  /** Rows at once, at most so many, so that the last chunk is about as large as the others. */
  private static int chunk(int rows, int most) {
    int even = Math.ceilDiv(rows, Math.ceilDiv(rows, most));
    return Math.min(most, Math.ceilDiv(even, ALIGNMENT) * ALIGNMENT);
  }

  Buffer targets() {
    return targets;
  }

  Buffer factor() {
    return factor;
  }

  Buffer losses() {
    return losses;
  }

  Buffer likeliest() {
    return likeliest;
  }

  Buffer lossSum() {
    return lossSum;
  }

  /** Those of the chunk that was computed last, and zeros up to a multiple of 64 in each row. */
  Buffer logits() {
    return logits;
  }

  /** The losses, and the gradient of x. */
  void forwardBackward(int rows, boolean accumulate, LossFunction loss) {
    Backend backend = space.backend();
    norm.forward(x, hidden, rows);
    scale(hidden, rows);
    int most = chunk(rows, chunk);
    for (int first = 0; first < rows; first += most) {
      int count = Math.min(most, rows - first);
      Matrix some = rows(hidden, first, count);
      Matrix table = new Matrix(logits, 0, count, output.outputs(), stride, 0, false);
      backend.multiply(some, output.weight().transpose(), null, table, 1);
      backend.lossGradient(
          new Logits(logits, count, vocabulary, stride),
          targets.slice("targets", first, count),
          factor,
          losses.slice("losses", first, count),
          loss);
      Matrix gradient = output.gradient();
      boolean add = accumulate || first > 0;
      backend.multiply(table.transpose(), some, add ? gradient : null, gradient, 1);
      backend.multiply(
          table, output.weight(), null, rows(space.gradients().normed(), first, count), 1);
    }
    backend.sumLosses(losses, lossSum, rows, accumulate);
    scale(space.gradients().normed(), rows);
    norm.backward(x, true, rows, accumulate);
  }

  /** Multiplies rows instead of logits. */
  private void scale(Buffer x, int rows) {
    float factor = (float) space.config().parts().factors().logits();
    if (factor != 1) {
      space.backend().scale(x, factor, rows, space.config().channels());
    }
  }

  /** Cross-entropies and the likeliest ids, from logits as float32. */
  void score(int rows) {
    Backend backend = space.backend();
    norm.forward(x, hidden, rows);
    scale(hidden, rows);
    int most = (int) Math.max(logits.bytes() / Float.BYTES / stride, 1);
    Buffer exact = wide(logits, most);
    for (int first = 0; first < rows; first += most) {
      int count = Math.min(most, rows - first);
      backend.multiply(
          rows(hidden, first, count),
          output.weight().transpose(),
          null,
          new Matrix(exact, 0, count, output.outputs(), stride, 0, false),
          1);
      backend.crossEntropy(
          new Logits(exact, count, vocabulary, stride),
          targets.slice("targets", first, count),
          losses.slice("losses", first, count),
          likeliest.slice("likeliest ids", first, count));
    }
  }

  /** The same memory as float32; its own where there is too little for a row. */
  private Buffer wide(Buffer narrow, int rows) {
    long elements = (long) rows * stride;
    return narrow.bytes() >= elements * Float.BYTES
        ? new Buffer(narrow.name(), ElementType.FLOAT32, elements, narrow.address())
        : space.floats("a row of logits", elements);
  }

  private Matrix rows(Buffer buffer, int first, int count) {
    int channels = space.config().channels();
    return new Matrix(buffer, (long) first * channels, count, channels, channels, 0, false);
  }
}
