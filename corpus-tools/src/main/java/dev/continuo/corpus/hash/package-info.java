/** The one home of hashing: digests, hashes of text, mixing, a set and a table of counts. */
@NullMarked
package dev.continuo.corpus.hash;

import org.jspecify.annotations.NullMarked;
