package dev.continuo.corpus.filter;

import dev.continuo.corpus.document.Stage;
import java.util.ArrayList;
import java.util.List;

/** The stages that decide whether a document is good enough. */
public final class Filters {

  private Filters() {}

  /** The stages in order, for one thread. They judge every document by itself. */
  public static List<Stage> stages(FilterOptions options) {
    List<Stage> stages = new ArrayList<>();
    stages.add(new NotEmpty());
    if (options.identifyLanguages()
        || !options.languages().isEmpty()
        || !options.rules().isEmpty()) {
      stages.add(new Languages(options.languages()));
    }
    for (RuleSet rules : RuleSet.values()) {
      if (options.rules().contains(rules)) {
        stages.add(stage(rules));
      }
    }
    return List.copyOf(stages);
  }

  private static Stage stage(RuleSet rules) {
    return switch (rules) {
      case GOPHER -> new Gopher();
      case C4 -> new C4();
      case FINEWEB -> new FineWeb();
    };
  }
}
