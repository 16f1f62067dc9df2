/** A web page on which a run is followed while it goes, served to this machine alone. */
@NullMarked
package dev.continuo.cli.watch;

import org.jspecify.annotations.NullMarked;
