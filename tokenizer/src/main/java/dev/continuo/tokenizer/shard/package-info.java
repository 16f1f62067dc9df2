/** Token ids on disk: versioned, checksummed, memory-mapped. */
@NullMarked
package dev.continuo.tokenizer.shard;

import org.jspecify.annotations.NullMarked;
