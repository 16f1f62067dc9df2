/** Training examples that are made rather than found. */
@NullMarked
package dev.continuo.trainer.augment;

import org.jspecify.annotations.NullMarked;
