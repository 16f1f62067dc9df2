/** UTF-8 encoding, decoding and lengths, and repair of text that is not valid Unicode. */
@NullMarked
package dev.continuo.tokenizer.unicode;

import org.jspecify.annotations.NullMarked;
