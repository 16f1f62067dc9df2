package dev.continuo.corpus.trace;

/**
 * A document that is like a text.
 *
 * @param document its id
 * @param source the file that it was read from
 * @param score how much it is like the text, by BM25
 * @param text the passage of it that is most like the text
 */
public record NearDocument(String document, String source, double score, String text) {}
