/** The parts of a {@code tokenizer.json} that are written and known here. */
@NullMarked
package dev.continuo.tokenizer.format;

import org.jspecify.annotations.NullMarked;
