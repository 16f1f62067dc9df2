/**
 * Finds documents and paragraphs that repeat others, in bounded memory: exact repetitions by
 * digest, near duplicates by MinHash. Also drops documents that share n-grams with excluded text.
 */
@NullMarked
package dev.continuo.corpus.dedup;

import org.jspecify.annotations.NullMarked;
