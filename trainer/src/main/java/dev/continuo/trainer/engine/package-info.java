/** A net in training with its optimizer, on the CPU or on a GPU. */
@NullMarked
package dev.continuo.trainer.engine;

import org.jspecify.annotations.NullMarked;
