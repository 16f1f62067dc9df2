package dev.continuo.corpus.document;

/**
 * A step of the pipeline that changes or drops documents, one at a time. It may remember those that
 * it has seen, so every pass over a corpus has stages of its own. Not thread-safe.
 */
public interface Stage {

  /** Decides about the next document. */
  Verdict judge(Document document);
}
