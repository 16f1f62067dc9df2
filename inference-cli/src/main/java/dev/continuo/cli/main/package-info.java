/** The entry of the continuo command. */
@NullMarked
package dev.continuo.cli.main;

import org.jspecify.annotations.NullMarked;
