/**
 * Token ids on disk: documents one after the other, with spans whose endings are masked. Files are
 * versioned, checksummed and memory-mapped.
 */
@NullMarked
package dev.continuo.tokenizer.shard;

import org.jspecify.annotations.NullMarked;
