/**
 * The forward and backward pass of a batch by DJL's graph and autograd, for {@code --engine djl}
 * and for tests.
 */
@NullMarked
package dev.continuo.trainer.pass;

import org.jspecify.annotations.NullMarked;
