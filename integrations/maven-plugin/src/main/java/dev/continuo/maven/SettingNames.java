package dev.continuo.maven;

import dev.continuo.tokenizer.setting.ByteSize;
import dev.continuo.tokenizer.setting.Setting;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.run.TextSettings;
import dev.continuo.trainer.run.Training;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Settings of a training by their names in a POM, which are those of {@code continuo train}. */
final class SettingNames {

  private static final List<Setting<?>> ALL =
      Stream.of(
              TrainingSettings.BUDGET,
              TrainingSettings.NET,
              TrainingSettings.BATCHES,
              TrainingSettings.RECIPE,
              TrainingSettings.SAVING,
              TrainingSettings.MACHINE,
              TextSettings.ALL)
          .flatMap(List::stream)
          .toList();

  private SettingNames() {}

  /**
   * A training with one setting more.
   *
   * @throws TrainingException where there is no such setting, or it does not take the value
   */
  static Training set(Training training, String name, String value) {
    return with(training, named(name), value);
  }

  private static Setting<?> named(String name) {
    return ALL.stream()
        .filter(setting -> setting.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new TrainingException(
                    "settings: expected one of %s, found %s"
                        .formatted(
                            ALL.stream().map(Setting::name).collect(Collectors.joining(", ")),
                            name)));
  }

  private static <T> Training with(Training training, Setting<T> setting, String text) {
    return training.set(setting, setting.type().cast(value(setting, text.strip())));
  }

  private static Object value(Setting<?> setting, String text) {
    Class<?> type = setting.type();
    try {
      if (type.isEnum()) {
        return Stream.of(type.getEnumConstants())
            .filter(constant -> Setting.text(constant).equals(text.toLowerCase(Locale.ROOT)))
            .findFirst()
            .orElseThrow(IllegalArgumentException::new);
      }
      if (type == Integer.class) {
        return Integer.valueOf(text);
      }
      if (type == Long.class) {
        return Long.valueOf(text);
      }
      if (type == Double.class) {
        return Double.valueOf(text);
      }
      if (type == Path.class) {
        return Path.of(text);
      }
      if (type == ByteSize.class) {
        return ByteSize.parse(text);
      }
      if (type == Boolean.class && (text.equals("true") || text.equals("false"))) {
        return Boolean.valueOf(text);
      }
      if (type == String.class) {
        return text;
      }
      throw new IllegalArgumentException();
    } catch (IllegalArgumentException e) {
      throw new TrainingException(
          "settings: %s: expected %s, found %s".formatted(setting.name(), expected(type), text));
    }
  }

  private static String expected(Class<?> type) {
    if (type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(Setting::text)
              .collect(Collectors.joining(", "));
    }
    if (type == Boolean.class) {
      return "true or false";
    }
    return type == ByteSize.class ? "a size such as 500m" : "a number";
  }
}
