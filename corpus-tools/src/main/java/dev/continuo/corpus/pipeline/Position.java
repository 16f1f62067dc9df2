package dev.continuo.corpus.pipeline;

/**
 * A place between two documents of the input.
 *
 * @param source the file, counted from 0
 * @param items how many documents and problems of that file come before
 */
record Position(int source, long items) {}
