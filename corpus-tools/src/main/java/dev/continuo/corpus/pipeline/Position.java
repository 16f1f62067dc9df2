package dev.continuo.corpus.pipeline;

/**
 * A place between two documents of the input.
 *
 * @param source the file, counted from 0
 * @param items how many documents and problems of that file come before
 * @param bytes how many of its bytes were read until then
 */
record Position(int source, long items, long bytes) {

  static final Position START = new Position(0, 0, 0);
}
