package dev.continuo.tokenizer.bench;

/** Hears of each round of a {@link TokenizerBench}, counted from one. */
public interface BenchListener {

  /** A vocabulary was learned. */
  void learned(int round, double seconds, int merges);

  /** A tokenizer was opened. */
  void opened(double seconds);

  /**
   * The text was encoded.
   *
   * @param name {@code encode}, or {@code reference} where the HuggingFace library did
   * @param bytes of the text
   */
  void encoded(String name, int round, double seconds, long bytes, long ids);
}
