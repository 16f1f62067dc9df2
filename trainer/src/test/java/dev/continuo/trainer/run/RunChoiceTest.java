package dev.continuo.trainer.run;

import static dev.continuo.trainer.config.TrainingSettings.BATCH;
import static dev.continuo.trainer.config.TrainingSettings.CONTEXT;
import static dev.continuo.trainer.config.TrainingSettings.DEPTH;
import static dev.continuo.trainer.config.TrainingSettings.MINUTES;
import static dev.continuo.trainer.config.TrainingSettings.STEPS;
import static dev.continuo.trainer.config.TrainingSettings.WIDTH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.trainer.config.Settings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is chosen at speeds that the tests make up. */
class RunChoiceTest {

  private static final int VOCABULARY = 1024;
  private static final long TEXT = 127_080;

  private final List<String> notes = new ArrayList<>();
  private final RunListener listener =
      new RunListener() {
        @Override
        public void note(String line) {
          notes.add(line);
        }
      };

  /** Fails where the machine is measured though nothing depends on it. */
  private static double notAsked(RunConfig config) {
    throw new AssertionError("measured " + config);
  }

  private Settings chosen(Settings told, long text, double tokensPerSecond) {
    return RunChoice.of(
        told, VOCABULARY, text, Integer.MAX_VALUE, config -> tokensPerSecond, listener);
  }

  private static Settings minutes(double minutes) {
    return Settings.NONE.with(MINUTES, minutes);
  }

  private static Settings steps(long steps) {
    return Settings.NONE.with(STEPS, steps);
  }

  @Test
  void aSlowMachineTrainsASmallNetInItsMinuteAndAFastOneALargeOne() {
    assertThat(chosen(minutes(1), TEXT, 7_000).find(DEPTH)).isEqualTo(2);
    assertThat(chosen(minutes(1), TEXT, 30_000).find(DEPTH)).isEqualTo(4);
    assertThat(chosen(minutes(1), TEXT, 300).find(DEPTH)).isEqualTo(1);
    assertThat(chosen(minutes(10), TEXT, 7_000).find(DEPTH))
        .as("the deepest that this text is enough for")
        .isEqualTo(4);
    assertThat(chosen(minutes(60), 100 * TEXT, 30_000).find(DEPTH)).isGreaterThan(4);
    assertThat(notes).hasSize(5).allMatch(note -> note.startsWith("chosen "));
    assertThat(notes.getFirst())
        .contains("depth 2 and 7 sequences", "1.0 minutes", "7,000 tokens/s at depth 3")
        .contains("the settings depth, batch and context change them");
  }

  @Test
  void stepsAreSmallWhereTheyWouldBeFew() {
    Settings slow = chosen(minutes(1), TEXT, 7_000);
    assertThat(slow.find(CONTEXT)).isEqualTo(128);
    assertThat(slow.find(BATCH)).isEqualTo(7);
    Settings ofLongRun = chosen(minutes(60), 100 * TEXT, 30_000);
    assertThat(ofLongRun.find(CONTEXT)).isEqualTo(256);
    assertThat(ofLongRun.find(BATCH)).isGreaterThan(8);
  }

  @Test
  void whatIsAskedForIsNotChosenAndNotMeasured() {
    Settings depth = minutes(1).with(DEPTH, 6);
    assertThat(of(depth)).isEqualTo(depth);
    assertThat(of(steps(10))).isEqualTo(steps(10).with(DEPTH, RunChoice.DEPTH));
    Settings wide = minutes(1).with(WIDTH, 128);
    assertThat(of(wide).find(DEPTH)).isEqualTo(RunChoice.DEPTH);
    assertThat(notes).isEmpty();

    Settings kept = chosen(minutes(1).with(CONTEXT, 64).with(BATCH, 5), TEXT, 7_000);
    assertThat(kept.find(CONTEXT)).isEqualTo(64);
    assertThat(kept.find(BATCH)).isEqualTo(5);
  }

  private Settings of(Settings told) {
    return RunChoice.of(
        told, VOCABULARY, TEXT, Integer.MAX_VALUE, RunChoiceTest::notAsked, listener);
  }

  @Test
  void aShortTextLowersTheContextUnlessItIsAskedFor() {
    Settings steps = steps(10).with(DEPTH, 1);
    assertThat(chosen(steps, 1000, 1).find(CONTEXT)).isEqualTo(64);
    assertThat(notes)
        .containsExactly("context    64 tokens instead of 256, since the training text has 1,000");
    assertThat(chosen(steps, 12, 1).find(CONTEXT)).isEqualTo(1);
    assertThat(chosen(steps, 1000, 1).find(BATCH)).isEqualTo(7);
    assertThat(chosen(steps, 24, 1).find(BATCH)).isEqualTo(10); // windows
    assertThat(chosen(minutes(1), 300, 7_000).find(CONTEXT)).isEqualTo(32);
    Settings asked = steps.with(CONTEXT, 256);
    assertThat(chosen(asked, 1000, 1)).isEqualTo(asked);
    assertThat(RunChoice.of(steps, VOCABULARY, 1000, 32, RunChoiceTest::notAsked, listener))
        .as("a net of 32 positions")
        .isEqualTo(steps);
  }
}
