/** Hashes of text, digests, and a table that counts hashes. */
@NullMarked
package dev.continuo.corpus.hash;

import org.jspecify.annotations.NullMarked;
