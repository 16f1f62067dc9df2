package dev.continuo.corpus.filter;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.StepResult;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Keeps the lines that look like sentences and drops pages with few of them, by C4's rules (Raffel
 * et al. 2020, section 2.2, and its code). A kept line ends like a sentence, has some words, none
 * very long, and does not mention JavaScript or cookies; a page with a curly bracket or lorem ipsum
 * in such a line is dropped. Citation marks as in Wikipedia are removed.
 */
final class C4Filter extends RuleSetFilter {

  private static final int FEWEST_SENTENCES = 5;
  private static final int FEWEST_WORDS = 3;
  private static final int LONGEST_WORD = 1_000;
  private static final String LOREM_IPSUM = "lorem ipsum";
  private static final Pattern CITATION = Pattern.compile("\\[\\d*]|\\[edit]|\\[citation needed]");
  private static final List<String> NOTICES =
      List.of(
          "javascript",
          "terms of use",
          "privacy policy",
          "cookie policy",
          "uses cookies",
          "use of cookies",
          "use cookies");

  private final BreakIterator sentences = BreakIterator.getSentenceInstance(ULocale.ROOT);

  C4Filter() {
    super(RuleSet.C4);
  }

  @Override
  public StepResult apply(Document document) {
    String text = document.text();
    String lower = text.toLowerCase(Locale.ROOT);
    boolean notices = NOTICES.stream().anyMatch(lower::contains);
    boolean loremIpsum = lower.contains(LOREM_IPSUM);
    StringBuilder kept = new StringBuilder(text.length());
    int sentenceCount = 0;
    for (int start = 0; start < text.length(); ) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      String original = text.substring(start, end).strip();
      String line =
          original.indexOf('[') < 0 ? original : CITATION.matcher(original).replaceAll("");
      start = end + 1;
      if (!endsLikeSentence(line) || !hasWords(original, document.language())) {
        continue;
      }
      if (loremIpsum && line.toLowerCase(Locale.ROOT).contains(LOREM_IPSUM)) {
        return new StepResult.Drop("c4-lorem-ipsum");
      }
      boolean notice = notices && isNotice(line.toLowerCase(Locale.ROOT));
      if (line.indexOf('{') >= 0
          && !(notice && line.toLowerCase(Locale.ROOT).contains(NOTICES.get(0)))) {
        return new StepResult.Drop("c4-curly-bracket");
      }
      if (notice) {
        continue;
      }
      sentenceCount += sentenceCount < FEWEST_SENTENCES ? sentencesIn(line) : 0;
      kept.append(kept.isEmpty() ? "" : "\n").append(line);
    }
    return sentenceCount < FEWEST_SENTENCES
        ? new StepResult.Drop("c4-too-few-sentences")
        : new StepResult.Keep(document.withText(kept.toString()));
  }

  private static boolean isNotice(String lower) {
    return NOTICES.stream().anyMatch(lower::contains);
  }

  private static boolean endsLikeSentence(String line) {
    if (line.isEmpty() || line.endsWith("...")) {
      return false;
    }
    int last = line.codePointBefore(line.length());
    return switch (last) {
      case '.', '?', '!', '"', '\'' -> true;
      default ->
          last > 0x7F
              && (UCharacter.hasBinaryProperty(last, UProperty.S_TERM)
                  || UCharacter.getType(last) == Character.FINAL_QUOTE_PUNCTUATION
                  || last == '」'
                  || last == '』');
    };
  }

  /** Whether there are enough words, by spaces or by language, and no very long one. */
  private boolean hasWords(String line, String language) {
    int count = 0;
    int start = 0;
    for (int i = 0; i <= line.length(); i++) {
      if (i == line.length() || Character.isWhitespace(line.charAt(i))) {
        if (i - start > LONGEST_WORD && LanguageTraits.hasSpaces(language)) {
          return false;
        }
        count += i > start ? 1 : 0;
        start = i + 1;
      }
    }
    return count >= FEWEST_WORDS
        || (!LanguageTraits.hasSpaces(language)
            && languageWords.of(line, language).count() >= FEWEST_WORDS);
  }

  private int sentencesIn(String line) {
    sentences.setText(line);
    int count = 0;
    sentences.first();
    while (count < FEWEST_SENTENCES && sentences.next() != BreakIterator.DONE) {
      count++;
    }
    return count;
  }
}
