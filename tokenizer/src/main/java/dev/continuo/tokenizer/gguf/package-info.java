/**
 * Tokenizers as GGUF files hold them: lists of tokens and merges, and the name of a pre-tokenizer.
 * They are turned into a tokenizer.json to be opened, and made from one for an export.
 */
@NullMarked
package dev.continuo.tokenizer.gguf;

import org.jspecify.annotations.NullMarked;
