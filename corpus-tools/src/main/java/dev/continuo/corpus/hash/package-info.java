/**
 * Hashing for the whole module: SHA-256 digests, 64-bit hashes of text, a set of hashes and a table
 * of counts by hash.
 */
@NullMarked
package dev.continuo.corpus.hash;

import org.jspecify.annotations.NullMarked;
