/** The interactive prompt: lines in, continuations out. */
@NullMarked
package dev.continuo.cli.prompt;

import org.jspecify.annotations.NullMarked;
