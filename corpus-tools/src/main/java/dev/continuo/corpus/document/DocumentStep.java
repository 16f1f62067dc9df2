package dev.continuo.corpus.document;

/**
 * A step of a build that looks at one document at a time, and changes or drops it: a cleaner, a
 * filter, or one of your own. Its result must depend on the document alone, so that neither the
 * number of threads nor an interruption makes a difference. Each thread has its own instance.
 */
public interface DocumentStep {

  /**
   * Its name in the report: lower-case letters, digits and hyphens. Each step of a build has
   * another.
   */
  String name();

  /**
   * Changes whenever the results of the step change, because of its code or its settings: an
   * interrupted build goes on only with steps of the same versions.
   */
  String version();

  /** Decides about a document. */
  StepResult apply(Document document);
}
