package dev.continuo.corpus.filter;

import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.DocumentStep;
import dev.continuo.corpus.document.StepResult;
import java.util.List;

/** Identifies each document's language and drops those in languages that are not wanted. */
final class LanguageFilter implements DocumentStep {

  private final LanguageIdentifier identifier = new LanguageIdentifier();
  private final List<String> wanted;

  /**
   * A step.
   *
   * @param wanted ISO 639-1 codes; empty for all
   */
  LanguageFilter(List<String> wanted) {
    this.wanted = wanted;
  }

  @Override
  public String name() {
    return "language";
  }

  @Override
  public String version() {
    return wanted.isEmpty() ? "1" : "1 of " + String.join(",", wanted);
  }

  @Override
  public StepResult apply(Document document) {
    String language = identifier.identify(document.text());
    return wanted.isEmpty() || wanted.contains(language)
        ? new StepResult.Keep(document.withLanguage(language))
        : new StepResult.Drop("language-" + language);
  }
}
