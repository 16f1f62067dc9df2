package dev.continuo.trainer.study;

import dev.continuo.tokenizer.setting.Setting;
import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.config.UsageException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The settings that all runs of a study share; a second recipe is given by what it changes. */
final class Recipe {

  /** The settings of a run that a study passes on. */
  static final List<Setting<?>> PASSED_ON =
      Stream.of(TrainingSettings.BATCHES, TrainingSettings.RECIPE, TrainingSettings.MACHINE)
          .<Setting<?>>flatMap(List::stream)
          .toList();

  private Recipe() {}

  /** Those of the study's settings that its runs have. */
  static Settings of(Settings study) {
    Settings passed = Settings.NONE;
    for (Setting<?> setting : PASSED_ON) {
      passed = copied(study, passed, setting);
    }
    return passed;
  }

  /** The same with one setting of others, where they have it. */
  static <T> Settings copied(Settings from, Settings to, Setting<T> setting) {
    T value = from.find(setting);
    return value == null ? to : to.with(setting, value);
  }

  /**
   * Some settings changed, as {@code dropout=0.1,weight-decay=0.3} says it.
   *
   * @throws UsageException where it names no setting of a recipe, or a value that it does not take
   */
  static Settings changed(Settings recipe, String changes) {
    Settings changed = recipe;
    for (String change : changes.split(",", -1)) {
      int equals = change.indexOf('=');
      String name = equals < 0 ? change.strip() : change.substring(0, equals).strip();
      Setting<?> setting =
          PASSED_ON.stream()
              .filter(known -> known.name().equals(name))
              .findFirst()
              .filter(known -> equals > 0 && !known.equals(TrainingSettings.SEED))
              .orElseThrow(
                  () ->
                      new UsageException(
                          "%s: expected NAME=VALUE, separated by commas, with names among %s; found %s",
                          StudySettings.AGAINST, names(), change.strip()));
      changed = with(changed, setting, change.substring(equals + 1).strip());
    }
    return changed;
  }

  private static String names() {
    return PASSED_ON.stream()
        .filter(setting -> !setting.equals(TrainingSettings.SEED))
        .map(Setting::name)
        .collect(Collectors.joining(", "));
  }

  private static <T> Settings with(Settings settings, Setting<T> setting, String value) {
    Object parsed = null;
    try {
      parsed =
          setting.type() == Double.class
              ? Double.valueOf(value)
              : setting.type() == Integer.class
                  ? Integer.valueOf(value)
                  : setting.type() == Boolean.class
                          && (value.equals("true") || value.equals("false"))
                      ? Boolean.valueOf(value)
                      : constant(setting, value);
    } catch (NumberFormatException e) {
      // said below
    }
    if (parsed == null) {
      throw new UsageException(
          "%s: %s: expected %s, found %s",
          StudySettings.AGAINST, setting.name(), expected(setting), value);
    }
    return settings.with(setting, setting.type().cast(parsed));
  }

  private static <T> @Nullable Object constant(Setting<T> setting, String value) {
    if (setting.type().isEnum()) {
      for (T constant : setting.type().getEnumConstants()) {
        if (Setting.text(constant).equals(value)) {
          return constant;
        }
      }
    }
    return null;
  }

  private static <T> String expected(Setting<T> setting) {
    return setting.type().isEnum()
        ? Stream.of(setting.type().getEnumConstants())
            .map(Setting::text)
            .collect(Collectors.joining(" or "))
        : setting.type() == Boolean.class ? "true or false" : "a number";
  }
}
