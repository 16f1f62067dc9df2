/** Text to token ids and back. */
@NullMarked
package dev.continuo.tokenizer.text;

import org.jspecify.annotations.NullMarked;
