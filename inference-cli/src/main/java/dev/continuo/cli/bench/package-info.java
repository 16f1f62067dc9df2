/** Measurements of how fast models train and generate. */
@NullMarked
package dev.continuo.cli.bench;

import org.jspecify.annotations.NullMarked;
