/** From text to token ids with spans. */
@NullMarked
package dev.continuo.corpus.tokenize;

import org.jspecify.annotations.NullMarked;
