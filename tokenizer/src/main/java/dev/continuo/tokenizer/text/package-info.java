/**
 * {@link dev.continuo.tokenizer.text.Tokenizers} opens a {@code tokenizer.json} as a {@link
 * dev.continuo.tokenizer.text.Tokenizer}: text to token ids and back. It puts the parts together;
 * each part has a package named after its key in the file.
 */
@NullMarked
package dev.continuo.tokenizer.text;

import org.jspecify.annotations.NullMarked;
