/**
 * Tokenizers as GGUF files hold them: lists of tokens and merges, and the name of a regular
 * expression.
 */
@NullMarked
package dev.continuo.tokenizer.gguf;

import org.jspecify.annotations.NullMarked;
