/**
 * The commands that train, evaluate and report: {@code train}, {@code demo}, {@code eval}, {@code
 * report}, {@code bench train}.
 */
@NullMarked
package dev.continuo.cli.command.train;

import org.jspecify.annotations.NullMarked;
