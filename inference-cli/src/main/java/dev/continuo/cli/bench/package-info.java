/** Measurements of how fast a model generates. */
@NullMarked
package dev.continuo.cli.bench;

import org.jspecify.annotations.NullMarked;
