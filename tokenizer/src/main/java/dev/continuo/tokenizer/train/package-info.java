/**
 * Learns a vocabulary from text (byte-level BPE or characters) and writes it as a standard {@code
 * tokenizer.json}. Word counts go to temporary files where memory ends.
 */
@NullMarked
package dev.continuo.tokenizer.train;

import org.jspecify.annotations.NullMarked;
