/** The transformer as DJL blocks: the training graph. */
@NullMarked
package dev.continuo.model.graph;

import org.jspecify.annotations.NullMarked;
