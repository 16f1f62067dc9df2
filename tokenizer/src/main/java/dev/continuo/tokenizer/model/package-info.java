/**
 * {@code model}: the tokens of words. Byte-pair encoding (BPE) merges bytes by rank, with a cache
 * of words; a vocabulary of characters looks each one up.
 */
@NullMarked
package dev.continuo.tokenizer.model;

import org.jspecify.annotations.NullMarked;
