/**
 * Documents as token ids, with their spans in positions of tokens; a tokenizer learned from files.
 */
@NullMarked
package dev.continuo.corpus.tokenize;

import org.jspecify.annotations.NullMarked;
