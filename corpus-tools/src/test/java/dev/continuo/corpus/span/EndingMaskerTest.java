package dev.continuo.corpus.span;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.tokenizer.unicode.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class EndingMaskerTest {

  @Property(tries = 200)
  void spansAreInOrderBoundedAndCutInside(@ForAll("texts") String text, @ForAll long hash) {
    int end = 0;
    for (MaskedEnding ending : new EndingMasker(new SpanRule(40, 0.25, 0.75), 7).mask(text, hash)) {
      assertThat(ending.start()).isGreaterThanOrEqualTo(end);
      end = ending.end();
      assertThat(end).isLessThanOrEqualTo(text.length());
      assertThat(Utf8.bytes(text, ending.start(), end)).isLessThanOrEqualTo(40);
      assertThat(text.substring(ending.start(), ending.cut())).isNotBlank();
      assertThat(text.substring(ending.cut(), end)).isNotBlank();
      assertThat(Character.isLowSurrogate(text.charAt(ending.cut()))).isFalse();
    }
    assertThat(Utf8.bytes(text, 0, text.length()))
        .isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
  }

  @Test
  void theCutDependsOnSeedDocumentAndSpanOnly() {
    String text =
        "Now is the winter of our discontent made glorious summer by this sun. ".repeat(40);
    List<MaskedEnding> endings = new EndingMasker(SpanRule.DEFAULT, 1).mask(text, 5);
    EndingMasker again = new EndingMasker(SpanRule.DEFAULT, 1);
    assertThat(again.mask("Something else comes first. It must not matter.", 6)).hasSize(1);
    assertThat(again.mask(text, 5)).isEqualTo(endings);
    assertThat(again.mask(text, 6)).isNotEqualTo(endings);
    assertThat(new EndingMasker(SpanRule.DEFAULT, 2).mask(text, 5)).isNotEqualTo(endings);
    double hidden =
        endings.stream()
            .mapToDouble(e -> (double) (e.end() - e.cut()) / (e.end() - e.start()))
            .average()
            .orElseThrow();
    assertThat(hidden).isBetween(0.35, 0.65);
  }

  @Test
  void aSpanIsCutAtSeveralPlacesWhenAsked() {
    String text =
        "Now is the winter of our discontent made glorious summer by this sun. ".repeat(40);
    List<MaskedEnding> once = new EndingMasker(SpanRule.DEFAULT, 1).mask(text, 5);
    List<MaskedEnding> often = new EndingMasker(SpanRule.DEFAULT.withCuts(4), 1).mask(text, 5);
    assertThat(often).containsAll(once).doesNotHaveDuplicates();
    assertThat(often.size()).isBetween(3 * once.size(), 4 * once.size());
    for (int i = 1; i < often.size(); i++) {
      MaskedEnding before = often.get(i - 1);
      MaskedEnding ending = often.get(i);
      assertThat(ending.start()).isGreaterThanOrEqualTo(before.start());
      if (ending.start() == before.start()) {
        assertThat(ending.end()).isEqualTo(before.end());
        assertThat(ending.cut()).isGreaterThan(before.cut());
      }
    }
    assertThat(new EndingMasker(SpanRule.DEFAULT.withCuts(9), 1).mask("Two words.", 1)).hasSize(1);
  }

  @Test
  void spansOfParagraphsEndWithThem() {
    String text = "One here. Two there.\n\nThree here.\n\nFour there. Five here.";
    SpanRule rule = new SpanRule(300, 0.25, 0.75);
    assertThat(new EndingMasker(rule, 1).mask(text, 1)).hasSize(1);
    assertThat(new EndingMasker(rule.withUnit(SpanUnit.PARAGRAPHS), 1).mask(text, 1))
        .extracting(ending -> text.substring(ending.start(), ending.end()))
        .containsExactly("One here. Two there.", "Three here.", "Four there. Five here.");
  }

  @Test
  void aSpanOfOneWordHasNoEnding() {
    assertThat(new EndingMasker(SpanRule.DEFAULT, 1).mask("Constantinople!", 1)).isEmpty();
    assertThat(new EndingMasker(SpanRule.DEFAULT, 1).mask("", 1)).isEmpty();
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "word",
            "Dr.",
            " ",
            ". ",
            "\n",
            "\n\n",
            "漢字",
            "。",
            "ひらがな",
            "カタカナ",
            "🚀",
            "👩‍🚀",
            "ไทย",
            "\"",
            "(",
            "e\u0301",
            "x".repeat(50),
            "\t",
            "\u3000",
            "12,5")
        .list()
        .ofMaxSize(40)
        .map(parts -> String.join("", parts));
  }
}
