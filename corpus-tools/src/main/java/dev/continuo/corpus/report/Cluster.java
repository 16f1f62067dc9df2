package dev.continuo.corpus.report;

/**
 * Documents of which one is kept.
 *
 * @param document the id of the one that is
 * @param documents how many there are
 * @param begins the beginning of its text
 */
public record Cluster(String document, long documents, String begins) {}
