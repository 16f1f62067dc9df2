/**
 * {@code model}: words become tokens. Byte-pair encoding (BPE) merges bytes by rank, with a cache
 * of words; a character vocabulary looks each character up.
 */
@NullMarked
package dev.continuo.tokenizer.model;

import org.jspecify.annotations.NullMarked;
