package dev.continuo.corpus.filter;

/** Finds the words of a text. Not thread-safe. */
interface WordSplitter {

  /** Adds all words of the text that {@code words} was started with. */
  void split(Words words);
}
