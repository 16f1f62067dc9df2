/**
 * The lanes and the threads of the CPU, for training and generation alike; no libtorch comes along.
 */
@NullMarked
package dev.continuo.model.vector;

import org.jspecify.annotations.NullMarked;
