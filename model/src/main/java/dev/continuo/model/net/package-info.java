/** The transformer as DJL blocks: the training graph. */
@NullMarked
package dev.continuo.model.net;

import org.jspecify.annotations.NullMarked;
