/**
 * Reads files as documents, as a stream: which files an input stands for, their compression and
 * encoding, and the formats text, Markdown, HTML, JSON and Parquet, or your own. What cannot be
 * read is a problem with a reason.
 */
@NullMarked
package dev.continuo.corpus.read;

import org.jspecify.annotations.NullMarked;
