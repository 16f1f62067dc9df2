/** Measurements of how fast models train and generate. */
@NullMarked
package dev.continuo.trainer.bench;

import org.jspecify.annotations.NullMarked;
