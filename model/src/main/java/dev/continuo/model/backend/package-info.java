/**
 * The operations of which a transformer's training is made, forward and backward, over buffers of a
 * device: the transformer is written once, and each device implements them.
 */
@NullMarked
package dev.continuo.model.backend;

import org.jspecify.annotations.NullMarked;
