package dev.continuo.corpus.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.DropReason;
import dev.continuo.corpus.document.StepResult;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DecontaminationTest {

  private static final long MEMORY = 1 << 20;

  @Test
  void dropsWhatSharesASequenceOfWords() {
    ExcludedNGrams excluded = new ExcludedNGrams(6, MEMORY);
    excluded.add("one two three four five six seven");
    excluded.add("alpha beta gamma delta epsilon");
    excluded.add("too short");
    assertThat(excluded.size()).isEqualTo(3);
    Decontamination step = new Decontamination(excluded);
    assertThat(isDropped(step, "zero ONE, two: three; four - five (six) eight")).isTrue();
    assertThat(isDropped(step, "two three four five six seven")).isTrue();
    assertThat(isDropped(step, "one two three four five and six seven")).isFalse();
    assertThat(isDropped(step, "so alpha beta gamma delta epsilon it is")).isTrue();
    assertThat(isDropped(step, "too short")).isFalse();
    assertThat(isDropped(step, "")).isFalse();
  }

  /** Every planted sequence of the stated length is found, and none that is a word shorter. */
  @Test
  void theLengthIsExact() {
    int length = 13;
    SplittableRandom random = new SplittableRandom(2);
    ExcludedNGrams excluded = new ExcludedNGrams(length, MEMORY);
    List<String> test = Planted.words(300, random);
    excluded.add(String.join(" ", test));
    Decontamination step = new Decontamination(excluded);
    for (int start = 0; start + length <= test.size(); start += 7) {
      for (int planted : new int[] {length, length - 1}) {
        String text =
            "before %s after".formatted(String.join(" ", test.subList(start, start + planted)));
        assertThat(isDropped(step, text)).isEqualTo(planted == length);
      }
    }
  }

  @Test
  void theMemoryIsBounded() {
    ExcludedNGrams excluded = new ExcludedNGrams(5, 1 << 16);
    String text = String.join(" ", Planted.words(20_000, new SplittableRandom(3)));
    assertThatThrownBy(() -> excluded.add(text))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("raise memory");
  }

  private static boolean isDropped(Decontamination step, String text) {
    return step.apply(new Document("d", text)) instanceof StepResult.Drop(DropReason(String reason))
        && reason.equals(Decontamination.REASON);
  }
}
