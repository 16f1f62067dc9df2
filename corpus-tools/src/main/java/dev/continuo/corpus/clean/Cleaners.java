package dev.continuo.corpus.clean;

import dev.continuo.corpus.document.Stage;
import java.util.ArrayList;
import java.util.List;

/** The stages that change a document's text. */
public final class Cleaners {

  private Cleaners() {}

  /**
   * The stages in order, for one thread. They judge every document by itself and end with one that
   * drops documents without text.
   */
  public static List<Stage> stages(CleaningOptions options) {
    List<Stage> stages = new ArrayList<>();
    stages.add(new Cleaning());
    return List.copyOf(stages);
  }
}
