/**
 * Which documents repeat others, in bounded memory, and which repeat text that must be left out.
 */
@NullMarked
package dev.continuo.corpus.dedup;

import org.jspecify.annotations.NullMarked;
