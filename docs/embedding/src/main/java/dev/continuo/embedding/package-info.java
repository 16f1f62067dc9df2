/**
 * The smallest application that embeds the generator: its module depends on model and tokenizer.
 */
@NullMarked
package dev.continuo.embedding;

import org.jspecify.annotations.NullMarked;
