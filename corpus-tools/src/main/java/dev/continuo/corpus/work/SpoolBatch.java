package dev.continuo.corpus.work;

import java.util.List;

/**
 * Some documents of one segment.
 *
 * @param bytes of the texts that were read for them
 * @param last whether they end it
 */
public record SpoolBatch(int segment, List<NumberedDocument> documents, long bytes, boolean last) {}
