/** The list of steps that make a corpus of files. */
@NullMarked
package dev.continuo.corpus.step;

import org.jspecify.annotations.NullMarked;
