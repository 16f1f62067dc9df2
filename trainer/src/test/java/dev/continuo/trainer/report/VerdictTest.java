package dev.continuo.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.continuo.trainer.fit.LossLaw;
import dev.continuo.trainer.progress.RunHistory;
import dev.continuo.trainer.progress.RunHistory.Point;
import dev.continuo.trainer.report.Verdict.Kind;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

final class VerdictTest {

  private static final int STEPS = 400;
  private static final int EVERY = 20;

  /** A run at a constant rate that falls to zero in its last 40 %. */
  private static RunHistory run(DoubleUnaryOperator training, DoubleUnaryOperator heldOut) {
    List<Point> points = new ArrayList<>();
    for (int step = 1; step <= STEPS; step++) {
      double progress = (double) step / STEPS;
      double rate = 0.01 * Math.min(1, (1 - progress) / 0.4);
      Double loss = step % EVERY == 0 ? heldOut.applyAsDouble(progress) : null;
      points.add(
          new Point(step, step, step, training.applyAsDouble(progress), loss, loss, rate, 1, 1));
    }
    return new RunHistory(points, List.of(), true);
  }

  private static Kind kind(DoubleUnaryOperator training, DoubleUnaryOperator heldOut) {
    return Verdict.of(run(training, heldOut), 4).kind();
  }

  @Test
  void tellsTheCurvesApart() {
    DoubleUnaryOperator falling = p -> 2 + 3 * Math.pow(p, -0.2);
    DoubleUnaryOperator flat = p -> 3 + 4 * Math.exp(-20 * p);
    DoubleUnaryOperator low = p -> 0.2 + 4 * Math.exp(-60 * p);
    DoubleUnaryOperator learnedByHeart = p -> 2 + 5 * Math.exp(-20 * p);
    DoubleUnaryOperator rising = p -> 3 + 4 * Math.exp(-20 * p) + 0.5 * Math.max(0, p - 0.5);
    assertThat(kind(falling, falling)).isEqualTo(Kind.STILL_FALLING);
    assertThat(kind(flat, flat)).isEqualTo(Kind.TOO_SMALL);
    assertThat(kind(low, low)).isEqualTo(Kind.CONVERGED);
    assertThat(kind(learnedByHeart, flat)).isEqualTo(Kind.CONVERGED);
    assertThat(kind(learnedByHeart, rising)).isEqualTo(Kind.OVERFITTING);
  }

  @Test
  void saysWhatToDo() {
    DoubleUnaryOperator flat = p -> 3 + 4 * Math.exp(-20 * p);
    assertThat(Verdict.of(run(flat, flat), 4).text()).contains("try depth 6");
    DoubleUnaryOperator rising = p -> 3 + 4 * Math.exp(-20 * p) + 0.5 * Math.max(0, p - 0.5);
    assertThat(Verdict.of(run(p -> 2, rising), 4).text()).startsWith("overfitting since step 200:");
    DoubleUnaryOperator falling = p -> 2 + 3 * Math.pow(p, -0.2);
    assertThat(Verdict.of(run(falling, falling), 4).text())
        .startsWith("still falling: train longer; twice the steps would bring it from 5.000 to");
  }

  @Test
  void aFallOfTheRateIsNotTakenForMoreToCome() {
    DoubleUnaryOperator annealed = p -> 3 + 0.4 * Math.min(1, (1 - p) / 0.4) + Math.exp(-30 * p);
    assertThat(kind(annealed, annealed)).isEqualTo(Kind.TOO_SMALL);
  }

  @Test
  void oneHighEvaluationAtTheEndIsNoOverfitting() {
    DoubleUnaryOperator flat = p -> 3 + 4 * Math.exp(-20 * p) + (p == 1 ? 0.1 : 0);
    assertThat(kind(flat, flat)).isNotEqualTo(Kind.OVERFITTING);
  }

  @Test
  void needsSomeEvaluations() {
    assertThat(Verdict.of(new RunHistory(List.of(), List.of(), true), 4).kind())
        .isEqualTo(Kind.UNKNOWN);
  }

  @Test
  void findsTheLawThatACurveFollows() {
    DoubleUnaryOperator sums = p -> (p <= 0.6 ? p : 0.6 + 0.2 - (1 - p) * (1 - p) / 0.8) / 0.8;
    DoubleUnaryOperator law =
        p -> 1.5 + 2 * Math.pow(sums.applyAsDouble(p), -0.3) + 0.25 * Math.min(1, (1 - p) / 0.4);
    LossLaw found = LossLaw.fit(run(law, law).points()).orElseThrow();
    assertThat(found.exponent()).isCloseTo(0.3, within(0.051));
    assertThat(found.noise()).isCloseTo(0.25, within(0.02));
    assertThat(found.gain(2)).isCloseTo(2 * (1 - Math.pow(2, -0.3)), within(0.02));
  }

  /** A real run, in src/test/resources/curves; docs/verdict.md says of what. */
  private static RunHistory real(String name) throws URISyntaxException {
    URL resource = Objects.requireNonNull(VerdictTest.class.getResource("/curves/" + name));
    return RunHistory.read(Path.of(resource.toURI()));
  }

  private static double lastLoss(RunHistory history) {
    return Objects.requireNonNull(history.evaluated().getLast().valLoss());
  }

  @Test
  void foreseesWhatARealRunOfTwiceTheStepsCameTo() throws URISyntaxException {
    RunHistory once = real("bible-1000-steps.jsonl");
    double gain = lastLoss(once) - lastLoss(real("bible-2000-steps.jsonl"));
    assertThat(LossLaw.fit(once.points()).orElseThrow().gain(2)).isCloseTo(gain, within(gain / 4));
    Verdict verdict = Verdict.of(once, 1);
    assertThat(verdict.kind()).isEqualTo(Kind.STILL_FALLING);
    assertThat(verdict.text()).contains("from 3.383 to about 3.2");
  }

  @Test
  void seesThatARealNetHasLearnedAllThatItsTextGives() throws URISyntaxException {
    Verdict verdict = Verdict.of(real("chinese-poems.jsonl"), 4);
    assertThat(verdict.kind()).isEqualTo(Kind.CONVERGED);
    assertThat(verdict.text()).contains("flat at 5.686", "training loss is at 4.0", "more text");
  }
}
