/** How well a model continues held-out text. */
@NullMarked
package dev.continuo.trainer.eval;

import org.jspecify.annotations.NullMarked;
