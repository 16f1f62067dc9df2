/** Where the words of a text are, by Lucene's tokenizers. */
@NullMarked
package dev.continuo.corpus.word;

import org.jspecify.annotations.NullMarked;
