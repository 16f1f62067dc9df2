/**
 * {@code post_processor}: the special tokens before a text, such as a begin-of-sequence (BOS)
 * token.
 */
@NullMarked
package dev.continuo.tokenizer.postprocessor;

import org.jspecify.annotations.NullMarked;
