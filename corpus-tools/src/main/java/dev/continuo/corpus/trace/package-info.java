/** Where a text stands in the training text: a suffix array over its tokens, and its passages. */
@NullMarked
package dev.continuo.corpus.trace;

import org.jspecify.annotations.NullMarked;
