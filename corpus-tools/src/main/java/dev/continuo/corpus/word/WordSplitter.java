package dev.continuo.corpus.word;

/** Finds the words of a text. Not thread-safe. */
public interface WordSplitter {

  /** Adds all words of the text that {@code words} was started with. */
  void split(Words words);
}
