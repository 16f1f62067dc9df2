/** Spans of sentences, and the cuts that mask their endings. */
@NullMarked
package dev.continuo.corpus.span;

import org.jspecify.annotations.NullMarked;
