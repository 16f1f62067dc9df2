package dev.continuo.corpus.pipeline;

import java.util.List;

/**
 * Some documents of one segment.
 *
 * @param last whether they end it
 */
record SpoolBatch(int segment, List<Numbered> documents, boolean last) {}
