/** From files to documents, streaming. */
@NullMarked
package dev.continuo.corpus.read;

import org.jspecify.annotations.NullMarked;
