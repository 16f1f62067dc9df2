/** What is drawn on a terminal. */
@NullMarked
package dev.continuo.cli.terminal;

import org.jspecify.annotations.NullMarked;
