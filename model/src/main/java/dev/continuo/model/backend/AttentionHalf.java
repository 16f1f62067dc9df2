package dev.continuo.model.backend;

import dev.continuo.model.backend.Backend.Attention;
import dev.continuo.model.backend.Backend.HeadNorms;
import dev.continuo.model.backend.Backend.HeadRotation;
import dev.continuo.model.backend.Backend.Heads;
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
  private final ResidualProjection output; // (C, H·D)
  private final Buffer x; // (N, C)
  private final LayerActivations activations;

  /** The half of a layer whose input is x. */
  AttentionHalf(
      Workspace space,
      int layer,
      @Nullable Rotation rotation,
      Buffer x,
      LayerActivations activations) {
    this.space = space;
    this.layer = layer;
    this.rotation = rotation;
    this.x = x;
    this.activations = activations;
    int channels = space.config().channels();
    norm =
        space.norm(Part.INPUT_NORM.in(layer), Part.INPUT_NORM.biasIn(layer), activations.scales());
    projection = space.projection(channels, layer, Part.QUERY, Part.KEY, Part.VALUE);
    output =
        new ResidualProjection(
            space,
            space.projection(space.heads(1).queryChannels(), layer, Part.ATTENTION_OUTPUT),
            space.dropout(2 * layer + 1),
            space.postNorm(Part.ATTENTION_POST_NORM, layer));
  }

  void forward(int batch, boolean training) {
    Heads heads = space.heads(batch);
    Backend backend = space.backend();
    norm.forward(x, activations.normed(), heads.rows());
    projection.forward(activations.normed(), activations.projected(), heads.rows());
    if (rotation != null) {
      backend.rotate(
          rotation(heads, rotation, false),
          activations.projected(),
          activations.rotated(),
          activations.headScales());
    }
    backend.attend(attention(heads));
    output.forward(x, activations.attended(), activations.middle(), heads.rows(), training);
  }

  /** From the gradient of the sum to that of x. */
  void backward(int batch, boolean accumulate) {
    Heads heads = space.heads(batch);
    Backend backend = space.backend();
    RowGradients gradients = space.gradients();
    output.backward(activations.attended(), gradients.attended(), heads.rows(), accumulate);
    backend.attendBackward(
        attention(heads), gradients.attended(), gradients.delta(), gradients.projected());
    if (rotation != null) {
      backend.rotateBackward(
          rotation(heads, rotation, accumulate),
          activations.projected(),
          activations.headScales(),
          gradients.projected());
    }
    projection.backward(
        gradients.projected(), activations.normed(), gradients.normed(), heads.rows(), accumulate);
    norm.backward(x, false, heads.rows(), accumulate);
  }

  private Attention attention(Heads heads) {
    return new Attention(
        heads,
        rotation == null ? activations.projected() : activations.rotated(),
        activations.projected(),
        activations.attended(),
        activations.logSums(),
        space.window(layer));
  }

  private HeadRotation rotation(Heads heads, Rotation tables, boolean accumulate) {
    return new HeadRotation(heads, headNorms(accumulate), tables.cosines(), tables.sines());
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
