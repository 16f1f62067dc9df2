package dev.continuo.corpus.pipeline;

/** Hears how far the writing of a corpus has come. */
public interface Progress {

  /** Some documents of all are written. */
  void written(long documents, long ofDocuments);
}
