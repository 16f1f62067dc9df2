/** The checkpoints that src/test/python/golden_models.py made, and what it expects of them. */
@NullMarked
package dev.continuo.model.golden;

import org.jspecify.annotations.NullMarked;
