/**
 * What became of the documents of a corpus: counts for each step and drop reason, and corpus.json.
 */
@NullMarked
package dev.continuo.corpus.report;

import org.jspecify.annotations.NullMarked;
