package dev.continuo.corpus.filter;

import dev.continuo.corpus.document.DocumentStep;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The steps that decide whether a document is good enough. */
public final class FilterSteps {

  private FilterSteps() {}

  /** The steps in order, each with an instance for every thread. */
  public static List<Supplier<DocumentStep>> steps(FilterOptions options) {
    List<Supplier<DocumentStep>> steps = new ArrayList<>();
    steps.add(NotEmpty::new);
    if (options.identifyLanguages()
        || !options.languages().isEmpty()
        || !options.rules().isEmpty()) {
      steps.add(() -> new LanguageFilter(options.languages()));
    }
    for (RuleSet rules : RuleSet.values()) {
      if (options.rules().contains(rules)) {
        steps.add(step(rules));
      }
    }
    return List.copyOf(steps);
  }

  private static Supplier<DocumentStep> step(RuleSet rules) {
    return switch (rules) {
      case GOPHER -> GopherFilter::new;
      case C4 -> C4Filter::new;
      case FINEWEB -> FineWebFilter::new;
    };
  }
}
