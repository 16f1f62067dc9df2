/**
 * The transformer as DJL blocks: the reference that the engine is held to, and {@code --engine
 * djl}.
 */
@NullMarked
package dev.continuo.model.graph;

import org.jspecify.annotations.NullMarked;
