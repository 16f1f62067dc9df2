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
    return List.copyOf(stages);
  }
}
