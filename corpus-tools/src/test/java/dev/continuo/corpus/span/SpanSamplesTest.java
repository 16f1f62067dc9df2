package dev.continuo.corpus.span;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Spans and cuts of sample texts, as people looked at and approved. In the expected files a line is
 * a span, a bar the cut, and an arrow a line break.
 */
class SpanSamplesTest {

  @Test
  void englishIsCutBeforeWords() {
    assertApproved("english");
  }

  @Test
  void chineseIsCutBeforeCharacters() {
    assertApproved("chinese");
  }

  @Test
  void japaneseIsCutBeforeWords() {
    assertApproved("japanese");
  }

  private static void assertApproved(String language) {
    String text = resource(language + ".txt").strip();
    List<MaskedEnding> endings = new EndingMasker(SpanRule.DEFAULT, 42).mask(text, 1);
    String shown =
        endings.stream().map(ending -> show(text, ending)).collect(Collectors.joining("\n"));
    assertThat(shown).isEqualTo(resource(language + ".expected").strip());
  }

  private static String show(String text, MaskedEnding ending) {
    String visible = text.substring(ending.start(), ending.cut());
    return (visible + "|" + text.substring(ending.cut(), ending.end())).replace('\n', '↵');
  }

  private static String resource(String name) {
    try (InputStream in = SpanSamplesTest.class.getResourceAsStream("/spans/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
