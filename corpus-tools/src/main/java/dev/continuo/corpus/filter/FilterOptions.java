package dev.continuo.corpus.filter;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which documents are good enough.
 *
 * @param rules sets of quality rules, applied in the order of {@link RuleSet}
 * @param languages the languages to keep, as ISO 639-1 codes; empty keeps all
 * @param identifyLanguages whether each document's language is identified even where no rule asks
 *     for it, so that a report can count languages
 */
public record FilterOptions(Set<RuleSet> rules, List<String> languages, boolean identifyLanguages) {

  /** Every document that has text. */
  public static final FilterOptions DEFAULT = new FilterOptions(Set.of(), List.of(), false);

  public FilterOptions {
    Set<RuleSet> inOrder = EnumSet.noneOf(RuleSet.class);
    inOrder.addAll(rules);
    rules = Collections.unmodifiableSet(inOrder);
    languages = languages.stream().distinct().sorted().toList();
    for (String language : languages) {
      if (!List.of(Locale.getISOLanguages()).contains(language)) {
        throw new IllegalArgumentException(
            "languages must be two-letter ISO 639-1 codes such as en or zh: " + language);
      }
    }
  }

  /** With these sets of rules. */
  public FilterOptions withRules(Set<RuleSet> newRules) {
    return new FilterOptions(newRules, languages, identifyLanguages);
  }

  /** With these languages kept alone. */
  public FilterOptions withLanguages(List<String> codes) {
    return new FilterOptions(rules, codes, identifyLanguages);
  }

  /** With languages identified for the report. */
  public FilterOptions withLanguagesIdentified() {
    return new FilterOptions(rules, languages, true);
  }
}
