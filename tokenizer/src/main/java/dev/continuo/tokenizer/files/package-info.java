/**
 * The one home of what is written to disk: what a path may become, and what belongs to Continuo.
 */
@NullMarked
package dev.continuo.tokenizer.files;

import org.jspecify.annotations.NullMarked;
