/** Encodes words by byte-pair merges: the fast path, which gives the reference's ids. */
@NullMarked
package dev.continuo.tokenizer.bytepair;

import org.jspecify.annotations.NullMarked;
