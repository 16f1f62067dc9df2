/** The commands that learn a vocabulary, use it and measure it. */
@NullMarked
package dev.continuo.cli.command.tokenizer;

import org.jspecify.annotations.NullMarked;
