/** A run that is watched in a browser while it goes. */
@NullMarked
package dev.continuo.cli.watch;

import org.jspecify.annotations.NullMarked;
