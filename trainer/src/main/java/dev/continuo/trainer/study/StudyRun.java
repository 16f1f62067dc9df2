package dev.continuo.trainer.study;

import dev.continuo.trainer.checkpoint.RunFile;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A finished run of a study.
 *
 * @param name its folder below {@code runs}
 * @param settings its settings, as a person writes them
 * @param parameters the number of weights
 * @param multiplied those of them that each token is multiplied with: all but the norms, and the
 *     table twice used counted once; N of scaling laws
 * @param epochs how often it saw the text
 * @param outcome what came of it
 */
public record StudyRun(
    String name,
    SortedMap<String, String> settings,
    long parameters,
    double multiplied,
    double epochs,
    RunFile.Outcome outcome) {

  public StudyRun {
    settings = new TreeMap<>(settings);
  }
}
