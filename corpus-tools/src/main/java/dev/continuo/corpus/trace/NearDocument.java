package dev.continuo.corpus.trace;

/**
 * A document that is similar to a text.
 *
 * @param document its id
 * @param source the file that it was read from
 * @param score how similar it is to the text, by BM25
 * @param text its passage that is most similar to the text
 */
public record NearDocument(String document, String source, double score, String text) {}
