package dev.continuo.corpus.clean;

import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.DocumentStep;
import dev.continuo.corpus.document.StepResult;
import java.util.HashSet;
import java.util.Set;

/**
 * Removes lines that occurred earlier in the same document, unless they are short: refrains and
 * headings repeat by nature.
 */
final class RepeatedLines implements DocumentStep {

  private static final int SHORTEST = 40;

  @Override
  public String name() {
    return "repeated-lines";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public StepResult apply(Document document) {
    Set<String> seen = new HashSet<>();
    return Lines.keepIf(document, line -> line.length() < SHORTEST || seen.add(line));
  }
}
