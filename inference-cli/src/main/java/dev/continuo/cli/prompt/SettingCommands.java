package dev.continuo.cli.prompt;

import static dev.continuo.cli.prompt.TypedCommand.Group.SETTINGS;

import dev.continuo.cli.terminal.Columns;
import dev.continuo.model.config.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Seeing and changing how texts are continued. */
final class SettingCommands {

  private static final String DEFAULT = "default";

  private final ModelConfig model;
  private final Writer writer;
  private final PromptSettings start;
  private final Screen screen;

  SettingCommands(ModelConfig model, Writer writer, Screen screen) {
    this.model = model;
    this.writer = writer;
    this.start = writer.settings();
    this.screen = screen;
  }

  List<TypedCommand> list() {
    return List.of(
        new TypedCommand(
            SETTINGS,
            "/set",
            "[NAME [VALUE]]",
            "show the settings, or change one; " + DEFAULT + " is what it began with",
            this::set),
        new TypedCommand(
            SETTINGS, "/temperature", "T", "short for /set temperature T", of("temperature")),
        new TypedCommand(SETTINGS, "/seed", "S", "short for /set seed S", of("seed")),
        new TypedCommand(SETTINGS, "/max", "N", "short for /set max-tokens N", of("max-tokens")));
  }

  private TypedCommand.Action of(String name) {
    return value -> set(name + " " + value);
  }

  private void set(String rest) {
    String[] words = rest.strip().split("\\s+", 2);
    if (words[0].isEmpty()) {
      PromptSettings now = writer.settings();
      screen.show(PromptSetting.ALL.stream().map(setting -> line(setting, now)).toList());
      return;
    }
    PromptSetting setting = named(words[0]);
    if (words.length > 1) {
      String value = words[1].strip();
      PromptSettings changed =
          setting
              .change()
              .apply(
                  writer.settings(), value.equals(DEFAULT) ? setting.shown().apply(start) : value);
      changed.options().penalties().requireKnownIds(model.vocabularySize());
      writer.set(changed);
    }
    screen.note(setting.name() + " " + setting.shown().apply(writer.settings()));
  }

  private static String line(PromptSetting setting, PromptSettings now) {
    return String.format(
        Locale.ROOT,
        "  %-18s  %s  %s",
        setting.name(),
        Columns.padded(setting.shown().apply(now), 10),
        setting.values());
  }

  /** The setting of a name, which may be shortened to what no other begins with. */
  private static PromptSetting named(String given) {
    String name = given.toLowerCase(Locale.ROOT).replace('_', '-');
    List<PromptSetting> found = new ArrayList<>();
    for (PromptSetting setting : PromptSetting.ALL) {
      if (setting.name().equals(name)) {
        return setting;
      }
      if (setting.name().startsWith(name)) {
        found.add(setting);
      }
    }
    if (found.size() == 1) {
      return found.getFirst();
    }
    List<PromptSetting> meant = found.isEmpty() ? PromptSetting.ALL : found;
    throw new PromptException(
        "/set: expected one of "
            + meant.stream().map(PromptSetting::name).collect(Collectors.joining(", "))
            + ", found "
            + given);
  }
}
