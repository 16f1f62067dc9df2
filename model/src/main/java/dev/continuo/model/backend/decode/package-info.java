/** The transformer for generation on a device: weights in its type, texts' keys in shared pages. */
@NullMarked
package dev.continuo.model.backend.decode;

import org.jspecify.annotations.NullMarked;
