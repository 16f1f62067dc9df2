package dev.continuo.corpus.clean;

import dev.continuo.corpus.document.DocumentStep;
import java.util.ArrayList;
import java.util.List;

/** The steps that change a document's text. */
public final class Cleaners {

  private Cleaners() {}

  /**
   * The steps in order, for one thread. They look at every document by itself and drop none; a text
   * may be empty afterwards.
   */
  public static List<DocumentStep> steps(CleaningOptions options) {
    List<DocumentStep> steps = new ArrayList<>();
    steps.add(new Cleaning());
    if (options.boilerplate()) {
      steps.add(new Boilerplate());
    }
    if (options.repeatedLines()) {
      steps.add(new RepeatedLines());
    }
    return List.copyOf(steps);
  }
}
