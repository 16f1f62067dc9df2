package dev.continuo.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.corpus.step.CorpusOptions;
import dev.continuo.trainer.config.Budget;
import dev.continuo.trainer.config.TrainingConfig.Engine;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import dev.continuo.trainer.config.TrainingConfig.Resources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

  private static TrainRequest request(
      TrainRequest.Net net, Budget budget, @Nullable Integer context, @Nullable Integer batch) {
    return new TrainRequest(
        CorpusOptions.of(List.of(Path.of("text"))),
        Path.of("run"),
        false,
        new TrainRequest.Vocabulary("bpe", null),
        net,
        new TrainRequest.Training(
            context,
            batch,
            budget,
            Objective.CONTINUATION,
            TrainRequest.Recipe.of("auto", null),
            TrainRequest.Saving.AUTO,
            null,
            null,
            "cpu",
            Engine.CONTINUO,
            "float32",
            Resources.AUTO,
            1));
  }

  /** Fails where the machine is measured though nothing depends on it. */
  private static double notAsked(Plan plan) {
    throw new AssertionError("measured " + plan);
  }

  private TrainRequest chosen(TrainRequest request, long text, double tokensPerSecond) {
    return RunChoice.of(
        request, VOCABULARY, text, Integer.MAX_VALUE, plan -> tokensPerSecond, listener);
  }

  private static TrainRequest minutes(double minutes) {
    return request(TrainRequest.Net.CHOSEN, new Budget.Minutes(minutes), null, null);
  }

  @Test
  void aSlowMachineTrainsASmallNetInItsMinuteAndAFastOneALargeOne() {
    assertThat(chosen(minutes(1), TEXT, 7_000).net().depth()).isEqualTo(2);
    assertThat(chosen(minutes(1), TEXT, 30_000).net().depth()).isEqualTo(4);
    assertThat(chosen(minutes(1), TEXT, 300).net().depth()).isEqualTo(1);
    assertThat(chosen(minutes(10), TEXT, 7_000).net().depth())
        .as("the deepest that this text is enough for")
        .isEqualTo(4);
    assertThat(chosen(minutes(60), 100 * TEXT, 30_000).net().depth()).isGreaterThan(4);
    assertThat(notes).hasSize(5).allMatch(note -> note.startsWith("chosen "));
    assertThat(notes.getFirst())
        .contains("depth 2 and 7 sequences", "1.0 minutes", "7,000 tokens/s at depth 3")
        .contains("--depth, --batch and --context set them");
  }

  @Test
  void stepsAreSmallWhereTheyWouldBeFew() {
    TrainRequest.Training slow = chosen(minutes(1), TEXT, 7_000).training();
    assertThat(slow.context()).isEqualTo(128);
    assertThat(slow.batch()).isEqualTo(7);
    TrainRequest.Training ofLongRun = chosen(minutes(60), 100 * TEXT, 30_000).training();
    assertThat(ofLongRun.context()).isEqualTo(256);
    assertThat(ofLongRun.batch()).isGreaterThan(8);
  }

  @Test
  void whatIsAskedForIsNotChosenAndNotMeasured() {
    TrainRequest depth = request(TrainRequest.Net.ofDepth(6), new Budget.Minutes(1), null, null);
    assertThat(of(depth)).isEqualTo(depth);
    TrainRequest steps = request(TrainRequest.Net.CHOSEN, new Budget.Steps(10), null, null);
    assertThat(of(steps).net()).isEqualTo(TrainRequest.Net.ofDepth(RunChoice.DEPTH));
    TrainRequest wide =
        request(
            new TrainRequest.Net(null, 128, null, null, null), new Budget.Minutes(1), null, null);
    assertThat(of(wide).net().depth()).isEqualTo(RunChoice.DEPTH);
    assertThat(notes).isEmpty();

    TrainRequest batches = request(TrainRequest.Net.CHOSEN, new Budget.Minutes(1), 64, 5);
    TrainRequest.Training kept = chosen(batches, TEXT, 7_000).training();
    assertThat(kept.context()).isEqualTo(64);
    assertThat(kept.batch()).isEqualTo(5);
  }

  private TrainRequest of(TrainRequest request) {
    return RunChoice.of(
        request, VOCABULARY, TEXT, Integer.MAX_VALUE, RunChoiceTest::notAsked, listener);
  }

  @Test
  void aShortTextLowersTheContextUnlessItIsAskedFor() {
    TrainRequest steps = request(TrainRequest.Net.ofDepth(1), new Budget.Steps(10), null, null);
    assertThat(chosen(steps, 1000, 1).training().context()).isEqualTo(64);
    assertThat(notes)
        .containsExactly("context    64 tokens instead of 256, since the training text has 1,000");
    assertThat(chosen(steps, 12, 1).training().context()).isEqualTo(1);
    assertThat(chosen(steps, 1000, 1).training().batch()).isEqualTo(7);
    assertThat(chosen(steps, 24, 1).training().batch()).isEqualTo(10); // windows
    assertThat(chosen(minutes(1), 300, 7_000).training().context()).isEqualTo(32);
    TrainRequest asked = request(TrainRequest.Net.ofDepth(1), new Budget.Steps(10), 256, null);
    assertThat(chosen(asked, 1000, 1)).isEqualTo(asked);
    assertThat(RunChoice.of(steps, VOCABULARY, 1000, 32, RunChoiceTest::notAsked, listener))
        .as("a net of 32 positions")
        .isEqualTo(steps);
  }
}
