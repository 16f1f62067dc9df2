/** Measures how fast vocabularies are learned and texts are encoded. */
@NullMarked
package dev.continuo.tokenizer.bench;

import org.jspecify.annotations.NullMarked;
