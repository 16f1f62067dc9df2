/**
 * From text to a run folder: what is asked for, how a run is prepared, trained and gone on with.
 */
@NullMarked
package dev.continuo.trainer.run;

import org.jspecify.annotations.NullMarked;
