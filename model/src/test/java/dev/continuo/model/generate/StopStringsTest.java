package dev.continuo.model.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.model.config.ModelException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class StopStringsTest {

  @Property(tries = 3000)
  void showsExactlyWhatComesBeforeTheFirst(
      @ForAll @CharRange(from = 'a', to = 'c') @StringLength(max = 40) String text,
      @ForAll @Size(max = 3)
          List<@CharRange(from = 'a', to = 'c') @StringLength(min = 1, max = 5) String> stops,
      @ForAll @IntRange(min = 1, max = 7) int pieceLength) {
    // The first to be complete ends the text; of those that are complete at once, the longest.
    int shown = text.length();
    boolean stopped = false;
    for (int end = 1; end <= text.length() && !stopped; end++) {
      for (String stop : stops) {
        if (text.substring(0, end).endsWith(stop)) {
          stopped = true;
          shown = Math.min(shown, end - stop.length());
        }
      }
    }
    StopStrings stopStrings = new StopStrings(stops);
    List<String> pieces = new ArrayList<>();
    for (int start = 0; start < text.length(); start++) {
      pieces.add(stopStrings.accept(text.substring(start, start + 1)));
    }
    pieces.add(stopStrings.flush());
    assertThat(String.join("", pieces)).isEqualTo(text.substring(0, shown));
    assertThat(stopStrings.stopped()).isEqualTo(stopped);
    neverShowsAStop(text, stops, pieceLength);
  }

  private static void neverShowsAStop(String text, List<String> stops, int pieceLength) {
    StopStrings stopStrings = new StopStrings(stops);
    StringBuilder shown = new StringBuilder();
    for (int start = 0; start < text.length(); start += pieceLength) {
      shown.append(
          stopStrings.accept(text.substring(start, Math.min(text.length(), start + pieceLength))));
    }
    shown.append(stopStrings.flush());
    assertThat(text).startsWith(shown);
    assertThat(stops).noneMatch(stop -> shown.indexOf(stop) >= 0);
    if (!stopStrings.stopped()) {
      assertThat(shown).hasToString(text);
    }
  }

  @Property(tries = 1)
  void refusesNothing() {
    assertThatThrownBy(() -> GenerationOptions.greedy(1).withStops("a", ""))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("stop must not be empty");
  }
}
