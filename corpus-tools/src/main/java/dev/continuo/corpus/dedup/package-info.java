/** Stages that drop a document for what came before it. */
@NullMarked
package dev.continuo.corpus.dedup;

import org.jspecify.annotations.NullMarked;
