package dev.continuo.corpus.clean;

import dev.continuo.corpus.document.DocumentStep;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The steps that change a document's text. */
public final class Cleaners {

  private Cleaners() {}

  /**
   * The steps in order, each with an instance for every thread. They drop no document, but its text
   * may be empty afterwards.
   */
  public static List<Supplier<DocumentStep>> steps(CleaningOptions options) {
    List<Supplier<DocumentStep>> steps = new ArrayList<>();
    steps.add(Cleaning::new);
    if (options.boilerplate()) {
      steps.add(Boilerplate::new);
    }
    if (options.repeatedLines()) {
      steps.add(RepeatedLines::new);
    }
    return List.copyOf(steps);
  }
}
