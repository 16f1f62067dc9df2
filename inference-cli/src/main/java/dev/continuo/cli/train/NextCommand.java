package dev.continuo.cli.train;

import static dev.continuo.trainer.config.TrainingSettings.CONFIG;
import static dev.continuo.trainer.config.TrainingSettings.DEPTH;
import static dev.continuo.trainer.config.TrainingSettings.DROPOUT;
import static dev.continuo.trainer.config.TrainingSettings.FROM;
import static dev.continuo.trainer.config.TrainingSettings.HEADS;
import static dev.continuo.trainer.config.TrainingSettings.OVERWRITE;
import static dev.continuo.trainer.config.TrainingSettings.PATIENCE;
import static dev.continuo.trainer.config.TrainingSettings.WIDTH;

import dev.continuo.tokenizer.setting.Setting;
import dev.continuo.trainer.config.Budget;
import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.report.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The command to run next: what a verdict advises, with the options of the run that it is about.
 *
 * @param run the run's folder
 * @param text what it was trained on, as it was named; empty where that is not known any more
 * @param settings what was asked for
 * @param layers of its net
 * @param budget how long it was
 */
record NextCommand(Path run, List<Path> text, Settings settings, int layers, Budget budget) {

  private static final double DROPPED = 0.1;
  private static final int EVALUATIONS_WITHOUT_GAIN = 3;
  private static final int DEEPER = 2;

  /** What another depth takes the place of, and what another folder does not need. */
  private static final List<Setting<?>> OF_THE_NET =
      List.of(DEPTH, WIDTH, HEADS, CONFIG, FROM, OVERWRITE);

  /** What a verdict advises. */
  String after(Verdict.Kind verdict) {
    return switch (verdict) {
      case STILL_FALLING -> "continuo train -o " + quoted(run) + " --resume " + longer();
      case OVERFITTING ->
          layers > 1
              ? anew(
                  settings.with(PATIENCE, EVALUATIONS_WITHOUT_GAIN),
                  layers - Math.ceilDiv(layers, 3))
              : anew(
                  settings
                      .with(PATIENCE, EVALUATIONS_WITHOUT_GAIN)
                      .with(DROPOUT, settings.get(DROPOUT) + DROPPED),
                  layers);
      case TOO_SMALL -> anew(settings, layers + DEEPER);
      case CONVERGED, UNKNOWN -> "continuo prompt -m " + quoted(run);
    };
  }

  /** Twice as long in all, as the forecast of a verdict has it. */
  private String longer() {
    return switch (budget) {
      case Budget.Steps steps -> "--steps " + 2 * steps.steps();
      case Budget.Minutes minutes -> "--minutes " + number(2 * minutes.minutes());
    };
  }

  /** A run of its own beside this one, with another depth. */
  private String anew(Settings changed, int depth) {
    List<String> words = new ArrayList<>(List.of("continuo train"));
    if (text.isEmpty()) {
      words.add("TEXT");
    }
    text.forEach(path -> words.add(quoted(path)));
    words.addAll(List.of("-o", quoted(run.resolveSibling(run.getFileName() + "-2"))));
    words.addAll(List.of("--" + DEPTH.name(), String.valueOf(depth)));
    for (Setting<?> setting : changed.given()) {
      Object value = changed.find(setting);
      if (value != null && !OF_THE_NET.contains(setting)) {
        words.add(option(setting, value));
      }
    }
    return String.join(" ", words);
  }

  private static String option(Setting<?> setting, Object value) {
    String name = "--" + setting.name();
    return switch (value) {
      case Boolean on -> on ? name : "--no-" + setting.name();
      case Double number -> name + " " + number(number);
      default -> name + " " + quoted(Setting.text(value));
    };
  }

  private static String number(double number) {
    return number == Math.rint(number)
        ? String.format(Locale.ROOT, "%.0f", number)
        : String.valueOf((float) number);
  }

  private static String quoted(Path path) {
    return quoted(path.toString());
  }

  /** As a POSIX shell reads it. */
  private static String quoted(String text) {
    return text.matches("[A-Za-z0-9_./:,=@%+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
