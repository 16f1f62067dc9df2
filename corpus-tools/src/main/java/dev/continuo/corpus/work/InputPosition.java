package dev.continuo.corpus.work;

/**
 * A place between two documents of the input.
 *
 * @param source the file, counted from 0
 * @param items how many documents and problems of that file come before
 * @param bytes how many of its bytes were read until then
 */
public record InputPosition(int source, long items, long bytes) {

  public static final InputPosition START = new InputPosition(0, 0, 0);
}
