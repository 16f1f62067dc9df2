package dev.continuo.corpus.filter;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.StepResult;
import dev.continuo.corpus.hash.HashCounts;
import dev.continuo.corpus.hash.TextHash;

/**
 * Drops documents by FineWeb's own rules (Penedo et al. 2024, section 3.6). A kept document has
 * enough lines that end like a sentence, few short ones, few characters in repeated lines, and few
 * line breaks for its words.
 */
final class FineWebFilter extends RuleSetFilter {

  private static final int SHORT_LINE = 30;

  private final HashCounts seen = new HashCounts();

  FineWebFilter() {
    super(RuleSet.FINEWEB);
  }

  @Override
  public StepResult apply(Document document) {
    String text = document.text();
    LanguageLimits.LineLimits limits = LanguageLimits.of(document.language()).lines();
    long lines = 0;
    long punctuated = 0;
    long shortLines = 0;
    long repeatedCharacters = 0;
    int breaks = 0;
    seen.clear(1 + Characters.count(text, '\n'));
    for (int start = 0; start <= text.length(); ) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      breaks += end < text.length() ? 1 : 0;
      if (!isBlank(text, start, end)) {
        lines++;
        punctuated += endsSentence(text.codePointBefore(end)) ? 1 : 0;
        shortLines += end - start <= SHORT_LINE ? 1 : 0;
        repeatedCharacters += seen.add(TextHash.of(text, start, end)) > 1 ? end - start : 0;
      }
      start = end + 1;
    }
    if (lines == 0) {
      return new StepResult.Drop("fineweb-empty");
    }
    if (punctuated < limits.leastPunctuated() * lines) {
      return new StepResult.Drop("fineweb-unpunctuated-lines");
    }
    if (shortLines > limits.mostShort() * lines) {
      return new StepResult.Drop("fineweb-short-lines");
    }
    if (repeatedCharacters > limits.mostRepeated() * (text.length() - breaks)) {
      return new StepResult.Drop("fineweb-repeated-lines");
    }
    return breaks > limits.mostBreaks() * languageWords.of(document).count()
        ? new StepResult.Drop("fineweb-line-breaks")
        : new StepResult.Keep(document);
  }

  private static boolean isBlank(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (!Character.isWhitespace(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether a character ends sentences in any language (the Unicode property STerm). */
  private static boolean endsSentence(int character) {
    return character < 0x80
        ? character == '.' || character == '!' || character == '?'
        : UCharacter.hasBinaryProperty(character, UProperty.S_TERM);
  }
}
