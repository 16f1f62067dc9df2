package dev.continuo.tokenizer.pretokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The scanners find what java.util.regex finds with the same expression. */
final class WordScannerTest {

  @Property
  void scannersAreTheirExpressions(@ForAll("texts") String text, @ForAll PreTokenizer kind) {
    assertThat(scanned(text, kind.scanner())).isEqualTo(matched(text, kind.pattern()));
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> signs =
        Arbitraries.of(
            " ", "  ", "\n", "\r\n", "\t", "\u00a0", "\u3000", "'", "'s", "'RE", "'ll", "'ſ", "a",
            "Z", "é", "e\u0301", "汉", "か", "1", "٢", "½", ".", "!?", "😀", "𝒜", "\u200d", "_");
    return signs.list().ofMaxSize(12).map(parts -> String.join("", parts));
  }

  private static List<String> scanned(String text, WordScanner scanner) {
    char[] chars = text.toCharArray();
    List<String> words = new ArrayList<>();
    for (int start = 0; start < chars.length; ) {
      int end = scanner.end(chars, start, chars.length);
      words.add(text.substring(start, end));
      start = end;
    }
    return words;
  }

  private static List<String> matched(String text, String expression) {
    int flags = Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNICODE_CASE;
    Matcher matcher = Pattern.compile(expression, flags).matcher(text);
    List<String> words = new ArrayList<>();
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }
}
