/** The transformer for generation alone, in plain Java: shared weights, one cache per text. */
@NullMarked
package dev.continuo.model.runtime;

import org.jspecify.annotations.NullMarked;
