/**
 * Array kernels on the CPU: matrix products, norms, attention and losses with the Vector API,
 * forward and backward. A result never depends on the number of threads, nor on whether the code
 * was compiled yet: sums run in a fixed order.
 */
@NullMarked
package dev.continuo.model.kernel;

import org.jspecify.annotations.NullMarked;
