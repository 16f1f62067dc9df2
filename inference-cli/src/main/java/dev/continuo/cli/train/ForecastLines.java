package dev.continuo.cli.train;

import dev.continuo.cli.terminal.Quantities;
import dev.continuo.trainer.run.Forecast;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a run will take, in words. */
final class ForecastLines {

  private static final double SHORTER = 4;

  /** A run of fewer seconds is short enough. */
  private static final double SHORT = 120;

  private ForecastLines() {}

  static List<String> of(Forecast forecast) {
    List<String> lines = new ArrayList<>();
    boolean measured = !Double.isNaN(forecast.secondsPerStep());
    String about = forecast.isOfSteps() || !measured ? "" : "about ";
    String steps =
        Double.isNaN(forecast.steps())
            ? "as many steps as it takes"
            : String.format(
                Locale.ROOT,
                "%s%,.0f steps: %,.0f tokens, %.1f epochs",
                about,
                forecast.steps(),
                forecast.tokens(),
                forecast.epochs());
    String time =
        forecast.isOfSteps()
            ? (measured ? "; about " + Quantities.duration(forecast.seconds()) : "")
            : "; " + Quantities.duration(forecast.seconds());
    String speed =
        measured
            ? String.format(
                Locale.ROOT, " on this machine at %,.0f tokens/s", forecast.tokensPerSecond())
            : "";
    lines.add("plan       " + steps + time + speed + "; " + memory(forecast) + " of memory");
    if (forecast.isOfSteps() && forecast.seconds() > SHORT) {
      lines.add(
          String.format(
              Locale.ROOT,
              "           for less: --minutes %.0f, with a net that fits that time, or --steps %,.0f"
                  + " with this one",
              Math.ceil(forecast.seconds() / SHORTER / 60),
              Math.ceil(forecast.steps() / SHORTER)));
    }
    return lines;
  }

  private static String memory(Forecast forecast) {
    return Quantities.bytes((double) forecast.bytes());
  }
}
