package dev.continuo.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.trainer.checkpoint.RunState;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.Evaluation;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RunScheduleTest {

  private static final double SECONDS_PER_STEP = 0.5;

  private static RunSchedule course(@Nullable Double share) {
    TrainingConfig config = Runs.config(100, Objective.CONTINUATION, Runs.ADAM_W);
    return new RunSchedule(config.with(new Evaluation(20, 1000, share)));
  }

  /** The evaluations of a hundred steps of half a second, each of which takes so long. */
  private static int evaluations(RunSchedule course, double seconds) {
    RunState state = RunState.START;
    double clock = 0;
    int count = 0;
    while (!course.isOver(state)) {
      clock += SECONDS_PER_STEP;
      state = state.afterStep(10, 1, clock, Runs.CARE);
      if (course.isEvaluationDue(state, count == 0 ? 0 : seconds)) {
        state = state.afterEvaluation(1);
        clock += seconds;
        count++;
      }
    }
    return count;
  }

  @Test
  void slowEvaluationsAreFewerSoThatTheyTakeTheirShareOfTheTime() {
    assertThat(evaluations(course(0.1), 0.01)).isEqualTo(20);
    for (double seconds : new double[] {0.5, 1, 3}) {
      int count = evaluations(course(0.1), seconds);
      double all = 100 * SECONDS_PER_STEP + count * seconds;
      assertThat(count).isGreaterThan(1);
      assertThat((count - 1) * seconds / all).isLessThanOrEqualTo(0.1);
    }
  }

  @Test
  void evaluationsOfARunOfStepsDoNotDependOnTheClock() {
    assertThat(evaluations(course(null), 0.01)).isEqualTo(20);
    assertThat(evaluations(course(null), 30)).isEqualTo(20);
  }

  @Test
  void theFinalScoreCostsLittleBesideTheTraining() {
    RunSchedule course = course(null);
    long few = course.finalTokens(RunState.START.ahead(50, 1280, 0));
    long middle = course.finalTokens(RunState.START.ahead(1000, 1280, 0));
    long many = course.finalTokens(RunState.START.ahead(100_000, 1280, 0));
    assertThat(few).isEqualTo(1L << 13);
    assertThat(middle / 3.0).isBetween(0.02 * 1000 * 1280, 0.03 * 1000 * 1280);
    assertThat(many).isEqualTo(1L << 18);
  }
}
