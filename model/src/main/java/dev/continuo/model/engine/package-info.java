/**
 * The transformer's forward and backward written out for the CPU, over buffers that are kept from
 * step to step. It computes what the training graph of {@code model.net} and autograd compute,
 * which stay its judge, without their many passes over memory.
 */
@NullMarked
package dev.continuo.model.engine;

import org.jspecify.annotations.NullMarked;
