package dev.continuo.corpus.read;

import dev.continuo.corpus.document.Document;

/** What a reader finds when it reads on. */
sealed interface Reading {

  /** A document. */
  record Found(Document document) implements Reading {}

  /** Not a document; if it counts as a lost one, that was reported. */
  record PassedOver() implements Reading {}

  /** The end of the file. */
  record Ended() implements Reading {}

  Reading PASSED_OVER = new PassedOver();
  Reading ENDED = new Ended();
}
