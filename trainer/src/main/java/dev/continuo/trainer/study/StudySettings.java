package dev.continuo.trainer.study;

import static dev.continuo.tokenizer.setting.NumberRange.POSITIVE;

import dev.continuo.tokenizer.setting.NumberRange;
import dev.continuo.tokenizer.setting.Setting;
import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.config.UsageException;
import java.util.List;
import java.util.stream.Stream;

/** The settings of studies, beside those of the runs. */
public final class StudySettings {

  public static final Setting<Double> MINUTES =
      Setting.of("minutes", Double.class, "About how many minutes the runs of the study take")
          .in(POSITIVE)
          .or(30.0);

  public static final Setting<String> DEPTHS =
      Setting.of("depths", String.class, "The depths of the nets, separated by commas").or("1,2,3");

  public static final Setting<Integer> PREDICT_DEPTH =
      Setting.of(
              "predict-depth",
              Integer.class,
              "The depth of the net whose loss is predicted before it is trained")
          .in(POSITIVE)
          .orChosen("the smallest with four times the parameters of the largest fitted one");

  /** The depth of the runs with several seeds: small, so that many fit into the time. */
  public static final Setting<Integer> DEPTH = TrainingSettings.DEPTH.or(2);

  public static final Setting<Integer> SEEDS =
      Setting.of("seeds", Integer.class, "How many seeds").in(NumberRange.of(2, 1000)).or(4);

  public static final Setting<String> AGAINST =
      Setting.of(
          "against",
          String.class,
          "Other settings to compare with, such as dropout=0.1,weight-decay=0.3");

  /** Steps in place of minutes. */
  public static final Setting<Long> STEPS =
      Setting.of(
              "steps",
              Long.class,
              "Steps of each run, or of the largest net's longest run, in place of minutes")
          .in(POSITIVE);

  private static final List<Setting<?>> OF_SCALING = List.of(MINUTES, STEPS, DEPTHS, PREDICT_DEPTH);
  private static final List<Setting<?>> OF_SIZES = List.of(MINUTES, STEPS, DEPTHS);
  private static final List<Setting<?>> OF_SEEDS = List.of(MINUTES, STEPS, DEPTH, SEEDS, AGAINST);

  private StudySettings() {}

  /** Those of a study alone. */
  public static List<Setting<?>> of(Study study) {
    return switch (study) {
      case SCALING -> OF_SCALING;
      case SIZES -> OF_SIZES;
      case SEEDS -> OF_SEEDS;
    };
  }

  /**
   * The depths of a study, in rising order.
   *
   * @param least how many there must be
   */
  static List<Integer> depths(Settings settings, int least) {
    String asked = settings.get(DEPTHS);
    try {
      List<Integer> depths =
          Stream.of(asked.split(",", -1))
              .map(String::strip)
              .map(Integer::valueOf)
              .sorted()
              .distinct()
              .toList();
      if (depths.size() >= least && depths.getFirst() > 0) {
        return depths;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UsageException(
        "%s: expected at least %d different depths such as 1,2,3, found %s", DEPTHS, least, asked);
  }
}
