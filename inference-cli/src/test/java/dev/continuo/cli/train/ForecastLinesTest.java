package dev.continuo.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.trainer.config.Budget;
import dev.continuo.trainer.config.TrainingConfig.Engine;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import dev.continuo.trainer.config.TrainingConfig.Resources;
import dev.continuo.trainer.run.Forecast;
import dev.continuo.trainer.run.Plan;
import dev.continuo.trainer.run.TrainRequest;
import org.junit.jupiter.api.Test;

class ForecastLinesTest {

  /** Of a text that is seen once in a hundred steps of eight times 128 tokens. */
  private static Forecast forecast(Budget budget, double secondsPerStep) {
    TrainRequest.Training training =
        new TrainRequest.Training(
            128,
            8,
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
            1);
    Plan plan = Plan.of(TrainRequest.Net.ofDepth(2), training, 1024);
    return new Forecast(plan.model(), plan.training(), 100, 340_000_000, secondsPerStep);
  }

  @Test
  void aRunOfStepsSaysHowLongItTakesAndWhatWouldBeShorter() {
    assertThat(ForecastLines.of(forecast(new Budget.Steps(5_580), 0.1)))
        .containsExactly(
            "plan       5,580 steps: 5,713,920 tokens, 55.8 epochs; about 10:00 on this machine at"
                + " 10,240 tokens/s; 340 MB of memory",
            "           for less: --minutes 3, with a net that fits that time, or --steps 1,395 with"
                + " this one");
    assertThat(ForecastLines.of(forecast(new Budget.Steps(560), 0.1))).hasSize(1);
  }

  @Test
  void aRunOfMinutesSaysWhatItComesToAndUnmeasuredOnesSayNothingOfSpeed() {
    assertThat(ForecastLines.of(forecast(new Budget.Minutes(1), 0.1)))
        .containsExactly(
            "plan       about 558 steps: 571,392 tokens, 5.6 epochs; 1:00 on this machine at 10,240"
                + " tokens/s; 340 MB of memory");
    assertThat(ForecastLines.of(forecast(new Budget.Steps(560), Double.NaN)))
        .containsExactly("plan       560 steps: 573,440 tokens, 5.6 epochs; 340 MB of memory");
    assertThat(ForecastLines.of(forecast(new Budget.Minutes(1), Double.NaN)))
        .containsExactly("plan       as many steps as it takes; 1:00; 340 MB of memory");
  }
}
