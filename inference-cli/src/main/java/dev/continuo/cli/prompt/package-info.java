/**
 * The interactive prompt: lines of a terminal or a pipe in, continuations out, with undo and a
 * table of the likeliest next tokens.
 */
@NullMarked
package dev.continuo.cli.prompt;

import org.jspecify.annotations.NullMarked;
