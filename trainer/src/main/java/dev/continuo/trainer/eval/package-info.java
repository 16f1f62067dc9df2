/** How well a model continues held-out text: loss, bits per byte, accuracy on masked endings. */
@NullMarked
package dev.continuo.trainer.eval;

import org.jspecify.annotations.NullMarked;
