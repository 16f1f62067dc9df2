/** The training loop. */
@NullMarked
package dev.continuo.trainer.loop;

import org.jspecify.annotations.NullMarked;
