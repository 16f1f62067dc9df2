/** Weights on disk: safetensors files, read in place and written whole. */
@NullMarked
package dev.continuo.model.weights;

import org.jspecify.annotations.NullMarked;
