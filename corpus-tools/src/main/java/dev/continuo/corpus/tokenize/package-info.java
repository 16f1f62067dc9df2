/** Documents as token ids, with their spans in positions of tokens. */
@NullMarked
package dev.continuo.corpus.tokenize;

import org.jspecify.annotations.NullMarked;
