package dev.continuo.corpus.filter;

import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.hash.HashCounts;
import dev.continuo.corpus.hash.TextHash;
import dev.continuo.corpus.word.Words;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Gopher's repetition rules (Rae et al. 2021, table A1): repeated lines and paragraphs, the most
 * frequent 2- to 4-gram of words, and repeated 5- to 10-grams, each as a share of the document.
 * N-grams are distinguished by 64-bit hashes. Not thread-safe.
 */
final class GopherRepetition {

  private static final int FIRST_FREQUENT = 2;
  private static final int FIRST_REPEATED = 5;

  private final HashCounts counts = new HashCounts();
  private long[] hashes = new long[1 << 10];
  private long repeatedUnits;
  private long repeatedCharacters;
  private long units;
  private long longestWord;

  /** The reason to drop a document; null where there is none. */
  @Nullable String dropReason(Document document, Words words) {
    LanguageLimits.RepetitionLimits limits = LanguageLimits.of(document.language()).repetition();
    String text = document.text();
    countRepeated(text, 2);
    if (repeatedUnits > limits.lines() * units) {
      return "gopher-repeated-paragraphs";
    }
    if (repeatedCharacters > limits.lineCharacters() * text.length()) {
      return "gopher-repeated-paragraph-characters";
    }
    countRepeated(text, 1);
    if (repeatedUnits > limits.lines() * units) {
      return "gopher-repeated-lines";
    }
    if (repeatedCharacters > limits.lineCharacters() * text.length()) {
      return "gopher-repeated-line-characters";
    }
    hashWords(words);
    int most = words.count();
    for (int i = 0; i < limits.frequent().size(); i++) {
      int size = FIRST_FREQUENT + i;
      double limit = limits.frequent().get(i) * text.length();
      // No n-gram comes more often than a shorter one did.
      if ((double) most * (size * (longestWord + 1) - 1) > limit) {
        most = countMost(words, size);
        if (takesMore(words, size, most, limit)) {
          return String.format(Locale.ROOT, "gopher-frequent-%d-gram", size);
        }
      }
    }
    for (int i = 0; i < limits.repeated().size(); i++) {
      int size = FIRST_REPEATED + i;
      long repeated = repeated(words, size);
      if (repeated > limits.repeated().get(i) * text.length()) {
        return String.format(Locale.ROOT, "gopher-repeated-%d-grams", size);
      }
      if (repeated == 0) {
        // No longer one comes twice either.
        return null;
      }
    }
    return null;
  }

  /** Counts the units between at least so many line breaks. */
  private void countRepeated(String text, int lineBreaks) {
    repeatedUnits = 0;
    repeatedCharacters = 0;
    units = 0;
    counts.clear(1 + Characters.count(text, '\n'));
    int start = 0;
    while (start < text.length()) {
      int end = unitEnd(text, start, lineBreaks);
      units++;
      if (counts.add(TextHash.of(text, start, end)) > 1) {
        repeatedUnits++;
        repeatedCharacters += end - start;
      }
      start = end;
      while (start < text.length() && text.charAt(start) == '\n') {
        start++;
      }
    }
  }

  private static int unitEnd(String text, int start, int lineBreaks) {
    int at = text.indexOf('\n', start);
    while (at >= 0 && lineBreaks == 2 && !text.startsWith("\n", at + 1)) {
      at = text.indexOf('\n', at + 1);
    }
    return at < 0 ? text.length() : at;
  }

  private void hashWords(Words words) {
    longestWord = 0;
    if (hashes.length < words.count()) {
      hashes = new long[2 * words.count()];
    }
    for (int word = 0; word < words.count(); word++) {
      hashes[word] = TextHash.of(words.text(), words.start(word), words.end(word));
      longestWord = Math.max(longestWord, words.length(word));
    }
  }

  private long hash(int first, int size) {
    long hash = 0;
    for (int i = first; i < first + size; i++) {
      hash = (hash + hashes[i]) * TextHash.MULTIPLIER;
    }
    return hash;
  }

  private static long characters(Words words, int first, int size) {
    long characters = 0;
    for (int i = first; i < first + size; i++) {
      characters += words.length(i);
    }
    return characters;
  }

  /** Counts all n-grams and says how often the most frequent one comes. */
  private int countMost(Words words, int size) {
    counts.clear(words.count());
    int most = 0;
    for (int i = 0; i + size <= words.count(); i++) {
      most = Math.max(most, counts.add(hash(i, size)));
    }
    return most;
  }

  /**
   * Whether the first of the most frequent n-grams takes more than so many characters in all its
   * places, with spaces between its words.
   */
  private boolean takesMore(Words words, int size, int most, double limit) {
    for (int i = 0; i + size <= words.count(); i++) {
      if (most * (characters(words, i, size) + size - 1) > limit
          && counts.get(hash(i, size)) == most) {
        return isFirst(i, size, most);
      }
    }
    return false;
  }

  /** Whether no n-gram before this one is as frequent. */
  private boolean isFirst(int at, int size, int most) {
    for (int i = 0; i < at; i++) {
      if (counts.get(hash(i, size)) == most) {
        return false;
      }
    }
    return true;
  }

  /** The characters of repeated n-grams, none counted twice. */
  private long repeated(Words words, int size) {
    counts.clear(words.count());
    long characters = 0;
    int i = 0;
    while (i + size <= words.count()) {
      if (counts.add(hash(i, size)) > 1) {
        characters += characters(words, i, size);
        i += size;
      } else {
        i++;
      }
    }
    return characters;
  }
}
