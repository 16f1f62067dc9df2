package dev.continuo.corpus.trace;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Lucene tells on standard error which of Java's modules it uses; that is no news to anybody. */
final class QuietLucene {

  /** Held, since loggers are not kept. */
  private static final Logger LOGGER = Logger.getLogger("org.apache.lucene");

  private QuietLucene() {}

  /** Quiets it, before it is used first. */
  static void quiet() {
    LOGGER.setLevel(Level.SEVERE);
  }
}
