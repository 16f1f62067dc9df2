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
 * @param multiplied the weights of the matrices that each token is multiplied with: no norms, and a
 *     table that is both input and output counted once; N of the scaling law
 * @param epochs how often it saw the text
 * @param effectiveTokens what the tokens that it saw are worth, some of them again: D of the
 *     scaling law
 * @param outcome what came of it
 */
public record StudyRun(
    String name,
    SortedMap<String, String> settings,
    long parameters,
    double multiplied,
    double epochs,
    double effectiveTokens,
    RunFile.Outcome outcome) {

  public StudyRun {
    settings = new TreeMap<>(settings);
  }
}
