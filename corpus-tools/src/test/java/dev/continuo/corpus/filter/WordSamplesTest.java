package dev.continuo.corpus.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.corpus.word.Words;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

/**
 * The words that rules count, on samples that people looked at: bars part words, others are left
 * out.
 */
class WordSamplesTest {

  private final LanguageWords analysis = new LanguageWords();

  @Test
  void english() {
    assertApproved("english", "en");
  }

  @Test
  void chinese() {
    assertApproved("chinese", "zh");
  }

  @Test
  void japanese() {
    assertApproved("japanese", "ja");
  }

  private void assertApproved(String name, String language) {
    String text = resource(name + ".txt").strip();
    StringBuilder shown = new StringBuilder();
    for (String line : text.lines().filter(line -> !line.isEmpty()).toList()) {
      Words words = analysis.of(line, language);
      StringJoiner joined = new StringJoiner("|");
      for (int i = 0; i < words.count(); i++) {
        joined.add(line.substring(words.start(i), words.end(i)));
      }
      shown.append(joined).append('\n');
    }
    assertThat(shown.toString()).isEqualTo(resource(name + ".words"));
  }

  private static String resource(String name) {
    try (InputStream in = WordSamplesTest.class.getResourceAsStream("/spans/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
