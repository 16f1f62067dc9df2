/**
 * A training on a terminal: how it is prepared, forecast, shown, stopped and reported. The training
 * itself is {@code dev.continuo.trainer.run}.
 */
@NullMarked
package dev.continuo.cli.train;

import org.jspecify.annotations.NullMarked;
