/**
 * What is drawn on a terminal: progress bars, curves, tables, text with its control characters
 * visible; and the stream of results, which fails where they cannot be written.
 */
@NullMarked
package dev.continuo.cli.terminal;

import org.jspecify.annotations.NullMarked;
