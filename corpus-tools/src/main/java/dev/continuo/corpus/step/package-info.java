/**
 * {@link dev.continuo.corpus.step.Corpus} is the way in: it makes a corpus of files by a list of
 * {@link dev.continuo.corpus.step.Step}s. The classes here run the steps in order and choose what
 * is held out for validation.
 */
@NullMarked
package dev.continuo.corpus.step;

import org.jspecify.annotations.NullMarked;
