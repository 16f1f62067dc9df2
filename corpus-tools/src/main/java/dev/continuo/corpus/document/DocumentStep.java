package dev.continuo.corpus.document;

/**
 * A step of a build that looks at one document at a time, and changes or drops it: a cleaner, a
 * filter, or one of yours. What it answers must depend on the document alone, so that neither the
 * number of threads nor an interruption makes a difference. Each thread has an instance of its own.
 */
public interface DocumentStep {

  /**
   * Under which name a report shows what the step did: lower-case letters, digits and hyphens,
   * unlike those of the other steps.
   */
  String name();

  /**
   * Another text whenever the step would answer otherwise than before, because of its code or of
   * settings that it was made with: a build that was interrupted goes on only with steps of the
   * same versions.
   */
  String version();

  /** Decides about a document. */
  StepResult apply(Document document);
}
