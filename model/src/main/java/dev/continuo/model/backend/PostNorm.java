package dev.continuo.model.backend;

/**
 * The norm of what a half layer makes, before that is added to the residual stream.
 *
 * @param change (N, C), float32: what is normed, which the backward pass needs
 */
record PostNorm(NormLayer norm, Buffer change) {}
