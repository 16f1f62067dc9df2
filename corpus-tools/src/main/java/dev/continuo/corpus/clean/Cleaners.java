package dev.continuo.corpus.clean;

import dev.continuo.corpus.document.Stage;
import java.util.ArrayList;
import java.util.List;

/** The stages that change a document's text. */
public final class Cleaners {

  private Cleaners() {}

  /**
   * The stages in order, for one thread. They judge every document by itself and drop none; a text
   * may be empty afterwards.
   */
  public static List<Stage> stages(CleaningOptions options) {
    List<Stage> stages = new ArrayList<>();
    stages.add(new Cleaning());
    if (options.boilerplate()) {
      stages.add(new Boilerplate());
    }
    if (options.repeatedLines()) {
      stages.add(new RepeatedLines());
    }
    return List.copyOf(stages);
  }
}
