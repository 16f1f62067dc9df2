package dev.continuo.corpus.read;

/** What becomes of a document with bytes that are no characters in its encoding. */
public enum InvalidBytes {
  /** The document is dropped and counted. */
  DROP,
  /** Every invalid sequence becomes one U+FFFD. */
  REPLACE
}
