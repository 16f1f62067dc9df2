package dev.continuo.corpus.clean;

import dev.continuo.corpus.document.DocumentStep;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The steps that change a document's text. */
public final class Cleaners {

  private Cleaners() {}

  /**
   * The steps in order, each made anew for every thread. They look at every document by itself and
   * drop none; a text may be empty afterwards.
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
