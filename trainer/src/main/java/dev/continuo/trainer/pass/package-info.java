/**
 * The forward and backward pass of a batch: by autograd over the graph on any device, or written
 * out on the CPU.
 */
@NullMarked
package dev.continuo.trainer.pass;

import org.jspecify.annotations.NullMarked;
