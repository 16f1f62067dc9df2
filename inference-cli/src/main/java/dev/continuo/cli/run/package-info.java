/** A model folder opened whole: its generator and its tokenizer. */
@NullMarked
package dev.continuo.cli.run;

import org.jspecify.annotations.NullMarked;
