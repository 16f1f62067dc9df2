/** The command that serves a model over HTTP. */
@NullMarked
package dev.continuo.cli.command.serve;

import org.jspecify.annotations.NullMarked;
