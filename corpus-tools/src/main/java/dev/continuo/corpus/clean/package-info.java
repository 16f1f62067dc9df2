/** Repairs that keep the text a model should reproduce. */
@NullMarked
package dev.continuo.corpus.clean;

import org.jspecify.annotations.NullMarked;
