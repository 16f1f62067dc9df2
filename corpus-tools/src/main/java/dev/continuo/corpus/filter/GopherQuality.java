package dev.continuo.corpus.filter;

import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.word.Words;
import org.apache.lucene.analysis.CharArraySet;
import org.jspecify.annotations.Nullable;

/**
 * Gopher's quality rules (Rae et al. 2021, appendix A.1.1): enough words, of plausible length, few
 * hash signs and ellipses, few lines that are list items or break off, letters in most words, and
 * at least two different stop words where the language has known ones.
 */
final class GopherQuality {

  private static final int FEWEST_WORDS = 50;
  private static final int MOST_WORDS = 100_000;
  private static final double MOST_SYMBOLS = 0.1;
  private static final double MOST_ITEMS = 0.9;
  private static final double MOST_BROKEN_OFF = 0.3;
  private static final int FEWEST_STOP_WORDS = 2;
  private static final String DOTS = "...";
  private static final char ELLIPSIS = '…';

  private GopherQuality() {}

  /** The reason to drop a document; null where there is none. */
  static @Nullable String dropReason(Document document, Words words) {
    LanguageLimits.WordLimits limits = LanguageLimits.of(document.language()).words();
    int count = words.count();
    if (count < FEWEST_WORDS) {
      return "gopher-too-few-words";
    }
    if (count > MOST_WORDS) {
      return "gopher-too-many-words";
    }
    double meanLength = meanLength(words);
    if (meanLength < limits.shortestMean()) {
      return "gopher-short-words";
    }
    if (meanLength > limits.longestMean()) {
      return "gopher-long-words";
    }
    String text = document.text();
    if (Characters.count(text, '#') > MOST_SYMBOLS * count) {
      return "gopher-hash-signs";
    }
    if (Characters.count(text, ELLIPSIS) + countDots(text) > MOST_SYMBOLS * count) {
      return "gopher-ellipses";
    }
    String reason = reasonOfLines(text);
    if (reason != null) {
      return reason;
    }
    if (withLetters(words) < limits.leastWithLetters() * count) {
      return "gopher-few-letters";
    }
    return hasStopWords(words, LanguageTraits.stopWords(document.language()))
        ? null
        : "gopher-few-stop-words";
  }

  private static double meanLength(Words words) {
    long characters = 0;
    for (int i = 0; i < words.count(); i++) {
      characters += words.length(i);
    }
    return (double) characters / words.count();
  }

  private static int countDots(String text) {
    int count = 0;
    for (int at = text.indexOf(DOTS); at >= 0; at = text.indexOf(DOTS, at + DOTS.length())) {
      count++;
    }
    return count;
  }

  private static @Nullable String reasonOfLines(String text) {
    int lines = 0;
    int items = 0;
    int brokenOff = 0;
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      lines++;
      int first = start;
      while (first < end && Character.isWhitespace(text.charAt(first))) {
        first++;
      }
      items += first < end && (text.charAt(first) == '-' || text.charAt(first) == '•') ? 1 : 0;
      int last = end;
      while (last > first && Character.isWhitespace(text.charAt(last - 1))) {
        last--;
      }
      boolean dots = text.startsWith(DOTS, last - DOTS.length()) && last - first >= DOTS.length();
      brokenOff += dots || (last > first && text.charAt(last - 1) == ELLIPSIS) ? 1 : 0;
      start = end + 1;
    }
    if (items > MOST_ITEMS * lines) {
      return "gopher-list-items";
    }
    return brokenOff > MOST_BROKEN_OFF * lines ? "gopher-broken-off-lines" : null;
  }

  private static int withLetters(Words words) {
    int count = 0;
    char[] text = words.text();
    for (int word = 0; word < words.count(); word++) {
      for (int i = words.start(word); i < words.end(word); i++) {
        if (Character.isLetter(text[i]) || Character.isSurrogate(text[i])) {
          count++;
          break;
        }
      }
    }
    return count;
  }

  private static boolean hasStopWords(Words words, CharArraySet stopWords) {
    int found = stopWords.isEmpty() ? FEWEST_STOP_WORDS : 0;
    CharArraySet seen = new CharArraySet(FEWEST_STOP_WORDS, true);
    for (int i = 0; i < words.count() && found < FEWEST_STOP_WORDS; i++) {
      if (stopWords.contains(words.text(), words.start(i), words.length(i))) {
        String word = new String(words.text(), words.start(i), words.length(i));
        found += seen.add(word) ? 1 : 0;
      }
    }
    return found >= FEWEST_STOP_WORDS;
  }
}
