package dev.continuo.corpus.document;

/**
 * A step of the pipeline that changes or drops documents, one at a time. It may remember those that
 * it has seen, so every pass over a corpus has steps of its own. Not thread-safe.
 */
public interface DocumentStep {

  /** A short name, under which a report shows what the step did. */
  String name();

  /** Decides about the next document. */
  StepResult apply(Document document);
}
