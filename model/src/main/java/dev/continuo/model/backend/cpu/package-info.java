/**
 * The operations on the CPU: vectors, all threads, and block products of oneDNN where it is there.
 */
@NullMarked
package dev.continuo.model.backend.cpu;

import org.jspecify.annotations.NullMarked;
