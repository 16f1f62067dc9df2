package dev.continuo.model.backend;

import dev.continuo.model.backend.Backend.Heads;
import dev.continuo.model.config.ModelConfig;

/**
 * The gradients of what goes through a net, one buffer of each for all layers.
 *
 * @param x (N, C), of the residual stream, float32
 * @param rounded (N, C), the same as activations
 * @param normed (N, C)
 * @param projected (N, (H+2K)·D)
 * @param attended (N, H·D)
 * @param delta (B, H, T), which attention uses
 * @param wide (N, 2F), of gate and up; (N, F) without gates
 * @param inner (N, F)
 * @param change (N, C), float32, of what a half layer adds, before its norm; x itself without one
 */
record RowGradients(
    Buffer x,
    Buffer rounded,
    Buffer normed,
    Buffer projected,
    Buffer attended,
    Buffer delta,
    Buffer wide,
    Buffer inner,
    Buffer change) {

  static RowGradients of(Backend backend, ModelConfig config, int batch, int time) {
    Heads heads = Workspace.heads(config, batch, time);
    long rows = Math.multiplyExact(batch, time);
    long channels = config.channels();
    long inner = config.feedForwardChannels();
    ElementType type = backend.activations();
    Buffer x = backend.allocate("dx", ElementType.FLOAT32, rows * channels);
    return new RowGradients(
        x,
        backend.allocate("dx rounded", type, rows * channels),
        backend.allocate("dNormed", type, rows * channels),
        backend.allocate("dProjected", type, rows * heads.projectedChannels()),
        backend.allocate("dAttended", type, rows * heads.queryChannels()),
        backend.allocate("delta", ElementType.FLOAT32, rows * heads.queries()),
        backend.allocate("dWide", type, rows * (config.parts().gated() ? 2 : 1) * inner),
        backend.allocate("dInner", type, rows * inner),
        config.parts().norms().place().after()
            ? backend.allocate("dChange", ElementType.FLOAT32, rows * channels)
            : x);
  }
}
