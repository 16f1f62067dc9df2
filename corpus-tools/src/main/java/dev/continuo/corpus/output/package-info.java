/** What a corpus is written as: shards, pairs. */
@NullMarked
package dev.continuo.corpus.output;

import org.jspecify.annotations.NullMarked;
