package dev.continuo.corpus.trace;

/**
 * A place in the training text.
 *
 * @param document the document's id
 * @param source the file that the document was read from
 * @param position how many tokens of the document stand before it
 * @param before what stands before it
 * @param text what stands there
 * @param after what stands after it
 */
public record Place(
    String document, String source, long position, String before, String text, String after) {}
