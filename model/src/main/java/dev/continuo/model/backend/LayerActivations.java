package dev.continuo.model.backend;

import dev.continuo.model.backend.Backend.Heads;
import dev.continuo.model.config.ModelConfig;

/**
 * What the backward pass of a layer needs of its forward pass, beside the layer's input: each layer
 * has its own, or all layers one after the other the same.
 *
 * @param scales (N), or (N, 2) of LayerNorm, of the first norm
 * @param normed (N, C)
 * @param projected (N, (H+2K)·D), queries, keys, values
 * @param rotated (N, (H+K)·D); projected itself where nothing is rotated
 * @param headScales (N, H+K)
 * @param attended (N, H·D)
 * @param logSums (B, H, T)
 * @param middle (N, C), the residual stream after attention, float32
 * @param middleScales as scales, of the second norm
 * @param middleNormed (N, C)
 * @param wide (N, 2F), gate and up; (N, F) without gates
 * @param inner (N, F)
 */
record LayerActivations(
    Buffer scales,
    Buffer normed,
    Buffer projected,
    Buffer rotated,
    Buffer headScales,
    Buffer attended,
    Buffer logSums,
    Buffer middle,
    Buffer middleScales,
    Buffer middleNormed,
    Buffer wide,
    Buffer inner) {

  /**
   * Buffers for the largest batch.
   *
   * @param layer whose they are, for their names
   */
  static LayerActivations of(Workspace space, String layer) {
    ModelConfig config = space.config();
    Heads heads = space.heads(space.largestBatch());
    long rows = space.rows();
    long channels = config.channels();
    long inner = config.feedForwardChannels();
    boolean rotary = config.parts().rotary();
    Buffer projected = space.activations("projected " + layer, rows * heads.projectedChannels());
    return new LayerActivations(
        NormLayer.scales(space, "scales " + layer),
        space.activations("normed " + layer, rows * channels),
        projected,
        rotary ? space.activations("rotated " + layer, rows * heads.rotatedChannels()) : projected,
        space.floats("head scales " + layer, rows * (heads.queries() + heads.keys())),
        space.activations("attended " + layer, rows * heads.queryChannels()),
        space.floats("log sums " + layer, rows * heads.queries()),
        space.floats("middle " + layer, rows * channels),
        NormLayer.scales(space, "middle scales " + layer),
        space.activations("middle normed " + layer, rows * channels),
        space.activations("wide " + layer, rows * (config.parts().gated() ? 2 : 1) * inner),
        space.activations("inner " + layer, rows * inner));
  }
}
