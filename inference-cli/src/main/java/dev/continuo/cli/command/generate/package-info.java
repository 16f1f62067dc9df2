/**
 * The commands that continue text or write a model for other programs: {@code generate}, {@code
 * prompt}, {@code export}, {@code bench generate}.
 */
@NullMarked
package dev.continuo.cli.command.generate;

import org.jspecify.annotations.NullMarked;
