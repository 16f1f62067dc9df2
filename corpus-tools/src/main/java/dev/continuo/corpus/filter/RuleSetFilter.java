package dev.continuo.corpus.filter;

import dev.continuo.corpus.document.DocumentStep;

/** A step that drops documents by a published set of quality rules. */
abstract class RuleSetFilter implements DocumentStep {

  private final RuleSet rules;

  /** The words that the rules count. */
  final LanguageWords languageWords = new LanguageWords();

  RuleSetFilter(RuleSet rules) {
    this.rules = rules;
  }

  @Override
  public final String name() {
    return rules.label();
  }

  @Override
  public final String version() {
    return "1";
  }
}
