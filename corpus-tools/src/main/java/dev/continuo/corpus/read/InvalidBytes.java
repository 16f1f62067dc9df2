package dev.continuo.corpus.read;

/** What happens to a document with bytes that are invalid in its encoding. */
public enum InvalidBytes {
  /** The document is dropped and counted. */
  DROP,
  /** Every invalid sequence becomes one U+FFFD. */
  REPLACE
}
