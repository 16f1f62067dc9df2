/** Intermediate results on disk that survive a kill, and the threads that make them. */
@NullMarked
package dev.continuo.corpus.work;

import org.jspecify.annotations.NullMarked;
