/** The commands that answer a question by a set of runs. */
@NullMarked
package dev.continuo.cli.command.study;

import org.jspecify.annotations.NullMarked;
