/** Runs to test with. */
@NullMarked
package dev.continuo.cli.run;

import org.jspecify.annotations.NullMarked;
