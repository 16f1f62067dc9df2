/** From raw text to a run folder: the steps of a training, composed. */
@NullMarked
package dev.continuo.cli.train;

import org.jspecify.annotations.NullMarked;
