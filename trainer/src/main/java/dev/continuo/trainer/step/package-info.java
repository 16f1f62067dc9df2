/** One step: forward, loss, backward, update. */
@NullMarked
package dev.continuo.trainer.step;

import org.jspecify.annotations.NullMarked;
