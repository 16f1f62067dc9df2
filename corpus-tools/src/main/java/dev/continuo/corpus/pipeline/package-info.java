/** The ordered list of stages, the counts for each reason, shards and pairs out. */
@NullMarked
package dev.continuo.corpus.pipeline;

import org.jspecify.annotations.NullMarked;
