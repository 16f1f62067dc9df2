/** A run on disk: what is saved while it trains, and what is left when it ends. */
@NullMarked
package dev.continuo.trainer.checkpoint;

import org.jspecify.annotations.NullMarked;
