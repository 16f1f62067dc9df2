package dev.continuo.corpus.output;

import dev.continuo.corpus.document.Document;

/**
 * A document after the split.
 *
 * @param validation whether it is held out
 */
public record SplitDocument(Document document, boolean validation) {}
