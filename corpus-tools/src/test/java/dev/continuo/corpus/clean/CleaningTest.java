package dev.continuo.corpus.clean;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CleaningTest {

  private final Cleaning cleaning = new Cleaning();

  @Test
  void repairsWhatTheDocumentationSays() {
    assertThat(cleaning.clean("Cafe\u0301 \r\n\r\n\r\n\r\nnoir\r\n")).isEqualTo("Café\n\nnoir");
    assertThat(cleaning.clean("a\rb\u0085c\fd")).isEqualTo("a\nb\nc\nd");
    assertThat(cleaning.clean("a\u0000\u0007b\u007f\tc\t \u3000\nd")).isEqualTo("ab\tc\nd");
    assertThat(cleaning.clean("\n \n    indented, verse\n")).isEqualTo("    indented, verse");
    assertThat(cleaning.clean(" \n\t\n")).isEmpty();
  }

  @Test
  void losesNothingElse() {
    String text = "ﬁ ½ ２ \u00ad \u200d👩‍🚀 \u2028 ﷺ «naïve»  two  spaces\u00a0here, 『漢字』";
    assertThat(cleaning.clean(text)).isEqualTo(text);
  }

  @Property
  void cleaningAgainChangesNothing(@ForAll("messyTexts") String text) {
    String once = cleaning.clean(text);
    assertThat(cleaning.clean(once)).isEqualTo(once);
    assertThat(Normalizer.isNormalized(once, Normalizer.Form.NFC)).isTrue();
  }

  @Property
  void everyVisibleCharacterStays(@ForAll("messyTexts") String text) {
    assertThat(visible(cleaning.clean(text))).isEqualTo(visible(text));
  }

  private static String visible(String text) {
    return Normalizer.normalize(text.replaceAll("[\\p{Cc}\\p{Zs}]", ""), Normalizer.Form.NFC);
  }

  @Provide
  Arbitrary<String> messyTexts() {
    return Arbitraries.of(
            "a", "e", "\u0301", "\u0323", " ", "\t", "\n", "\r", "\r\n", "\u0085", "\f", "\u0000",
            "\u3000", "\u00a0", "漢", "\u1100", "\u1161", "👩", "\u212b", "\u2000", "\u009f")
        .list()
        .ofMaxSize(30)
        .map(parts -> String.join("", parts));
  }
}
