/**
 * {@code decoder}: token ids back to text, at once or token by token. {@link
 * dev.continuo.tokenizer.decoder.DecoderKind} chooses the decoder.
 */
@NullMarked
package dev.continuo.tokenizer.decoder;

import org.jspecify.annotations.NullMarked;
