/** The commands that build a corpus and look into it, and their options. */
@NullMarked
package dev.continuo.cli.command.corpus;

import org.jspecify.annotations.NullMarked;
