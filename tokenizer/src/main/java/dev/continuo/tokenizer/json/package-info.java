/**
 * The {@code tokenizer.json} as JSON: read within limits, and the frame of one that is written.
 * Errors about tokenizers are {@link dev.continuo.tokenizer.json.TokenizerException}s.
 */
@NullMarked
package dev.continuo.tokenizer.json;

import org.jspecify.annotations.NullMarked;
