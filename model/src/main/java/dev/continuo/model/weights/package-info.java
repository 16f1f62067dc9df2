/**
 * Weights on disk: safetensors and GGUF files, read where they are mapped and written whole, and
 * the names that other programs give to tensors.
 */
@NullMarked
package dev.continuo.model.weights;

import org.jspecify.annotations.NullMarked;
