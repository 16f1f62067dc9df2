/** What a corpus is made of, and what can happen to it on the way. */
@NullMarked
package dev.continuo.corpus.document;

import org.jspecify.annotations.NullMarked;
