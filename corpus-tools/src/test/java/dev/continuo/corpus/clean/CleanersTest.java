package dev.continuo.corpus.clean;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.DocumentStep;
import dev.continuo.corpus.document.StepResult;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CleanersTest {

  @Test
  void onlyWhatIsAskedForIsRemoved() {
    String text = "A line that is long enough to be counted once.\nWe use cookies.\nEnd.";
    String twice = text + "\n" + text;
    assertThat(clean(CleaningOptions.DEFAULT, twice + " \r\n")).isEqualTo(twice);
    assertThat(clean(new CleaningOptions(true, false), text))
        .isEqualTo("A line that is long enough to be counted once.\nEnd.");
    assertThat(clean(new CleaningOptions(false, true), twice))
        .isEqualTo(text + "\nWe use cookies.\nEnd.");
    assertThat(clean(new CleaningOptions(true, true), twice))
        .isEqualTo("A line that is long enough to be counted once.\nEnd.\nEnd.");
  }

  @Test
  void theEditionAroundABookGoes() {
    String book =
        "Title\n\n*** START OF THE PROJECT GUTENBERG EBOOK X ***\n\nCall me Ishmael.\n\n***\n\nMore."
            + "\n\n*** END OF THE PROJECT GUTENBERG EBOOK X ***\n\nLicence";
    assertThat(clean(new CleaningOptions(true, false), book))
        .isEqualTo("Call me Ishmael.\n\n***\n\nMore.");
  }

  @Test
  void blankLinesAroundWhatWentDoNotAddUp() {
    assertThat(clean(new CleaningOptions(true, false), "One.\n\nPrivacy policy\n\nTwo."))
        .isEqualTo("One.\n\nTwo.");
    assertThat(clean(new CleaningOptions(true, false), "All rights reserved.")).isEmpty();
    String sentence =
        "They wrote the privacy policy of the country into law in that year. ".repeat(4);
    assertThat(clean(new CleaningOptions(true, false), sentence)).isEqualTo(sentence.strip());
  }

  private static String clean(CleaningOptions options, String text) {
    Document document = new Document("d", text);
    for (Supplier<DocumentStep> step : Cleaners.steps(options)) {
      StepResult result = step.get().apply(document);
      assertThat(result).isInstanceOf(StepResult.Keep.class);
      document = ((StepResult.Keep) result).document();
    }
    return document.text();
  }
}
