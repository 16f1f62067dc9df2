/** Learns a vocabulary from text and writes it as a standard {@code tokenizer.json}. */
@NullMarked
package dev.continuo.tokenizer.train;

import org.jspecify.annotations.NullMarked;
