package dev.continuo.cli.train;

import static dev.continuo.trainer.config.TrainingSettings.BATCH;
import static dev.continuo.trainer.config.TrainingSettings.CONTEXT;
import static dev.continuo.trainer.config.TrainingSettings.DEPTH;
import static dev.continuo.trainer.config.TrainingSettings.MINUTES;
import static dev.continuo.trainer.config.TrainingSettings.STEPS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.run.Forecast;
import dev.continuo.trainer.run.RunConfig;
import org.junit.jupiter.api.Test;

class ForecastLinesTest {

  /** Of a text that is seen once in a hundred steps of eight times 128 tokens. */
  private static Forecast forecast(Settings budget, double secondsPerStep) {
    RunConfig config = RunConfig.of(budget.with(DEPTH, 2).with(CONTEXT, 128).with(BATCH, 8), 1024);
    return new Forecast(config.model(), config.training(), 100, 340_000_000, secondsPerStep);
  }

  private static Settings steps(long steps) {
    return Settings.NONE.with(STEPS, steps);
  }

  private static Settings minutes(double minutes) {
    return Settings.NONE.with(MINUTES, minutes);
  }

  @Test
  void aRunOfStepsSaysHowLongItTakesAndWhatWouldBeShorter() {
    assertThat(ForecastLines.of(forecast(steps(5_580), 0.1)))
        .containsExactly(
            "plan       5,580 steps: 5,713,920 tokens, 55.8 epochs; about 10:00 on this machine at"
                + " 10,240 tokens/s; 340 MB of memory",
            "           for less: --minutes 3, with a net that fits that time, or --steps 1,395 with"
                + " this one");
    assertThat(ForecastLines.of(forecast(steps(560), 0.1))).hasSize(1);
  }

  @Test
  void aRunOfMinutesSaysWhatItComesToAndUnmeasuredOnesSayNothingOfSpeed() {
    assertThat(ForecastLines.of(forecast(minutes(1), 0.1)))
        .containsExactly(
            "plan       about 558 steps: 571,392 tokens, 5.6 epochs; 1:00 on this machine at 10,240"
                + " tokens/s; 340 MB of memory");
    assertThat(ForecastLines.of(forecast(steps(560), Double.NaN)))
        .containsExactly("plan       560 steps: 573,440 tokens, 5.6 epochs; 340 MB of memory");
    assertThat(ForecastLines.of(forecast(minutes(1), Double.NaN)))
        .containsExactly("plan       as many steps as it takes; 1:00; 340 MB of memory");
  }
}
