package dev.continuo.corpus.work;

import dev.continuo.corpus.document.Document;

/**
 * A document of a spool.
 *
 * @param number counted from 0 over all segments
 */
public record NumberedDocument(long number, Document document) {}
