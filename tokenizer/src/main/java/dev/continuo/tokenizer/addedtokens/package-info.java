/**
 * {@code added_tokens}: special and other tokens beside those of the model, how all tokens are
 * numbered, and how the names of added tokens are found in text.
 */
@NullMarked
package dev.continuo.tokenizer.addedtokens;

import org.jspecify.annotations.NullMarked;
