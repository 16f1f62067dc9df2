package dev.continuo.corpus.filter;

import dev.continuo.corpus.document.DocumentStep;
import java.util.ArrayList;
import java.util.List;

/** The steps that decide whether a document is good enough. */
public final class Filters {

  private Filters() {}

  /** The steps in order, for one thread. They look at every document by itself. */
  public static List<DocumentStep> steps(FilterOptions options) {
    List<DocumentStep> steps = new ArrayList<>();
    steps.add(new NotEmpty());
    if (options.identifyLanguages()
        || !options.languages().isEmpty()
        || !options.rules().isEmpty()) {
      steps.add(new Languages(options.languages()));
    }
    for (RuleSet rules : RuleSet.values()) {
      if (options.rules().contains(rules)) {
        steps.add(step(rules));
      }
    }
    return List.copyOf(steps);
  }

  private static DocumentStep step(RuleSet rules) {
    return switch (rules) {
      case GOPHER -> new Gopher();
      case C4 -> new C4();
      case FINEWEB -> new FineWeb();
    };
  }
}
