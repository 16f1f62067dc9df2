/**
 * The {@code continuo} command: its subcommands in groups, and how errors are reported. Options
 * come in, results go to standard output, progress to standard error; the work itself is done in
 * the modules below.
 */
@NullMarked
package dev.continuo.cli.command;

import org.jspecify.annotations.NullMarked;
