package dev.continuo.corpus.pipeline;

import dev.continuo.corpus.document.Document;

/**
 * A document of a spool.
 *
 * @param number counted from 0 over all segments
 */
record Numbered(long number, Document document) {}
