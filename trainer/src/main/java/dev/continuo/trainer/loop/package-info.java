/**
 * The training loop. {@code Trainer} reads like the algorithm; {@code RunSchedule} says which
 * learning rate a step has and what is due before it.
 */
@NullMarked
package dev.continuo.trainer.loop;

import org.jspecify.annotations.NullMarked;
