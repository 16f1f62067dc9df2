package dev.continuo.corpus.pipeline;

import java.util.List;

/**
 * Some documents of one segment.
 *
 * @param bytes of the texts that were read for them
 * @param last whether they end it
 */
record SpoolBatch(int segment, List<Numbered> documents, long bytes, boolean last) {}
