/** Cuts text into spans of sentences and chooses where the ending of each is masked. */
@NullMarked
package dev.continuo.corpus.span;

import org.jspecify.annotations.NullMarked;
