/**
 * Which tokens each step sees: windows of a shard, or masked endings. A batch follows from the
 * number of the step and the seed alone, so that a resumed run sees what it would have seen; the
 * next one is read while a step computes.
 */
@NullMarked
package dev.continuo.trainer.batch;

import org.jspecify.annotations.NullMarked;
