package dev.continuo.model.backend;

import dev.continuo.model.backend.Backend.HeadNorms;
import dev.continuo.model.backend.Backend.Heads;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.weights.WeightNames.Part;
import org.jspecify.annotations.Nullable;

/**
 * The first half of a layer: x + output(attention(rotate(projection(norm(x))))); without rotation
 * where positions are learned.
 */
final class AttentionHalf {

  private final Workspace space;
  private final int layer;
  private final @Nullable Rotation rotation;
  private final NormLayer norm;
  private final Projection projection; // ((H+2K)·D, C): queries, keys, values
  private final HalfEnd output; // (C, H·D)
  private final Buffer x; // (N, C)
  private final Buffer normed; // (N, C)
  private final Buffer projected; // (N, (H+2K)·D)
  private final Buffer rotated; // (N, (H+K)·D), or projected itself
  private final Buffer headScales; // (N, H+K)
  private final Buffer attended; // (N, H·D)
  private final Buffer logSums; // (B, H, T)
  private final Buffer sum; // (N, C)

  /** The half of a layer whose input is x. */
  AttentionHalf(Workspace space, int layer, @Nullable Rotation rotation, Buffer x) {
    this.space = space;
    this.layer = layer;
    this.rotation = rotation;
    this.x = x;
    ModelConfig config = space.config();
    Heads heads = space.heads(space.largestBatch());
    long rows = space.rows();
    norm = space.norm(Part.INPUT_NORM.in(layer), Part.INPUT_NORM.biasIn(layer));
    projection = space.projection(config.channels(), layer, Part.QUERY, Part.KEY, Part.VALUE);
    output =
        new HalfEnd(
            space,
            space.projection(heads.queryChannels(), layer, Part.ATTENTION_OUTPUT),
            space.dropout(2 * layer + 1));
    normed = space.activations("normed " + layer, rows * config.channels());
    projected = space.activations("projected " + layer, rows * heads.projectedChannels());
    rotated =
        rotation == null
            ? projected
            : space.activations("rotated " + layer, rows * heads.rotatedChannels());
    headScales = space.floats("head scales " + layer, rows * (heads.queries() + heads.keys()));
    attended = space.activations("attended " + layer, rows * heads.queryChannels());
    logSums = space.floats("log sums " + layer, rows * heads.queries());
    sum = space.floats("middle " + layer, rows * config.channels());
  }

  /** What comes out (N, C). */
  Buffer sum() {
    return sum;
  }

  void forward(int batch, boolean training) {
    Heads heads = space.heads(batch);
    Backend backend = space.backend();
    norm.forward(x, normed, heads.rows());
    projection.forward(normed, projected, heads.rows());
    if (rotation != null) {
      backend.rotate(
          heads,
          projected,
          headNorms(false),
          rotation.cosines(),
          rotation.sines(),
          rotated,
          headScales);
    }
    backend.attend(heads, rotated, projected, attended, logSums);
    output.forward(x, attended, sum, heads.rows(), training);
  }

  /** From the gradient of the sum to that of x. */
  void backward(int batch, boolean accumulate) {
    Heads heads = space.heads(batch);
    Backend backend = space.backend();
    RowGradients gradients = space.gradients();
    output.backward(attended, gradients.attended(), heads.rows(), accumulate);
    backend.attendBackward(
        heads,
        rotated,
        projected,
        attended,
        logSums,
        gradients.attended(),
        gradients.delta(),
        gradients.projected());
    if (rotation != null) {
      backend.rotateBackward(
          heads,
          projected,
          headNorms(accumulate),
          rotation.cosines(),
          rotation.sines(),
          headScales,
          gradients.projected());
    }
    projection.backward(
        gradients.projected(), normed, gradients.normed(), heads.rows(), accumulate);
    norm.backward(x, false, heads.rows(), accumulate);
  }

  private @Nullable HeadNorms headNorms(boolean accumulate) {
    if (!space.config().queryKeyNorm()) {
      return null;
    }
    Parameter query = space.parameters().get(Part.QUERY_NORM.in(layer));
    Parameter key = space.parameters().get(Part.KEY_NORM.in(layer));
    return new HeadNorms(
        query.weight(),
        key.weight(),
        query.gradient(),
        key.gradient(),
        (float) space.config().normEpsilon(),
        accumulate);
  }
}
