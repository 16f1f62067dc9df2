package dev.continuo.corpus.word;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.junit.jupiter.api.Test;

class StandardWordsTest {

  private final WordSplitter standard = new StandardWords();
  private final WordSplitter lucene = new LuceneWords(new StandardTokenizer());

  @Property(tries = 3_000)
  void asciiIsSplitAsByTheTokenizer(
      @ForAll @CharRange(from = '\t', to = '~') @StringLength(max = 40) String text) {
    assertThat(words(standard, text)).isEqualTo(words(lucene, text));
  }

  /** Each character of the basic plane between and around letters, digits and marks. */
  @Test
  void everyCharacterIsSplitAsByTheTokenizer() {
    for (char c = '\t'; c < Character.MIN_SURROGATE; c++) {
      String text = "%1$s a%1$sb 1%1$s2 a%1$s1 %1$sx x%1$s %1$s%1$s a%1$s%1$sb _%1$s_".formatted(c);
      assertThat(words(standard, text)).as("U+%04X", (int) c).isEqualTo(words(lucene, text));
    }
  }

  @Property(tries = 1_000)
  void textIsSplitAsByTheTokenizer(@ForAll("texts") String text) {
    assertThat(words(standard, text)).isEqualTo(words(lucene, text));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "word",
            " ",
            "\n",
            "don't",
            "3.14",
            "1,000",
            "a.b",
            "_",
            "x_1",
            "é",
            "e\u0301",
            "naïve",
            "漢字",
            "ひらがな",
            "カタカナ",
            "ไทย",
            "🚀",
            "👩‍🚀",
            "’",
            "—",
            "\u00A0",
            "\u3000",
            "\u200D",
            "\u0301",
            ":",
            "a:b",
            "...",
            "한국",
            "x".repeat(200),
            "y".repeat(300))
        .list()
        .ofMaxSize(30)
        .map(parts -> String.join("", parts));
  }

  private static List<String> words(WordSplitter splitter, String text) {
    Words words = new Words();
    words.start(text);
    splitter.split(words);
    List<String> result = new ArrayList<>();
    for (int i = 0; i < words.count(); i++) {
      result.add(words.start(i) + ":" + text.substring(words.start(i), words.end(i)));
    }
    return result;
  }
}
