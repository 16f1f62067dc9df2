package dev.continuo.corpus.trace;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps Lucene from logging on standard error which of Java's modules it uses. */
final class QuietLucene {

  /** A reference, since an unused logger is collected with its level. */
  private static final Logger LOGGER = Logger.getLogger("org.apache.lucene");

  private QuietLucene() {}

  /** Quiets it, before it is used first. */
  static void quiet() {
    LOGGER.setLevel(Level.SEVERE);
  }
}
