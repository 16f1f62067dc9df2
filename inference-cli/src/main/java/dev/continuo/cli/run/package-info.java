/** Rules that every HTTP server here keeps. */
@NullMarked
package dev.continuo.cli.run;

import org.jspecify.annotations.NullMarked;
