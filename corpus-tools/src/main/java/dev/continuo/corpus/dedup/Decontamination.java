package dev.continuo.corpus.dedup;

import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.DocumentStep;
import dev.continuo.corpus.document.StepResult;

/** Drops documents that share a word n-gram with text that must stay out of the corpus. */
public final class Decontamination implements DocumentStep {

  /** Its name in the report. */
  public static final String NAME = "exclude";

  /** The version of this step. */
  public static final String VERSION = "1";

  static final String REASON = "contaminated";

  private final ExcludedNGrams excluded;
  private final Shingles shingles = new Shingles();

  public Decontamination(ExcludedNGrams excluded) {
    this.excluded = excluded;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public StepResult apply(Document document) {
    return excluded.anyIn(shingles.words(document.text()))
        ? new StepResult.Drop(REASON)
        : new StepResult.Keep(document);
  }
}
