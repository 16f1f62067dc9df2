/**
 * The subcommands of continuo: options in, results to standard output, progress to standard error.
 */
@NullMarked
package dev.continuo.cli.command;

import org.jspecify.annotations.NullMarked;
