package dev.continuo.tokenizer.train;

/** Words with their counts, which can be visited repeatedly in the same order. */
interface WordSource {

  /** Receives a word: the bytes from {@code from} to {@code to}, valid during the call alone. */
  @FunctionalInterface
  interface Visitor {
    void visit(byte[] bytes, int from, int to, long count);
  }

  void forEach(Visitor visitor);

  boolean isEmpty();
}
