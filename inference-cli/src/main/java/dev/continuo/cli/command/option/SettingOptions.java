package dev.continuo.cli.command.option;

import dev.continuo.tokenizer.setting.ByteSize;
import dev.continuo.tokenizer.setting.Setting;
import dev.continuo.trainer.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Help;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/**
 * Gives a command an option for each of some settings: {@code --learning-rate} for {@code
 * LEARNING_RATE}. Names, explanations, defaults and ranges are the settings'.
 */
public class SettingOptions implements IModelTransformer {

  private static final int LONGEST_LABEL = 20;
  private static final Map<Class<?>, String> LABELS =
      Map.of(
          Integer.class, "N",
          Long.class, "N",
          Double.class, "X",
          ByteSize.class, "SIZE",
          Path.class, "PATH");

  private final Map<String, List<Setting<?>>> sections;

  /**
   * Options in sections of the help.
   *
   * @param sections their headings, in order
   */
  public SettingOptions(Map<String, List<Setting<?>>> sections) {
    this.sections = sections;
  }

  /** The option of a setting. */
  public static String name(Setting<?> setting) {
    return "--" + setting.name();
  }

  /** How a message names a setting: as the command's option, or as that of {@code train}. */
  public static String named(CommandSpec command, Setting<?> setting) {
    String option = name(setting);
    return command.findOption(option) == null ? "'continuo train " + option + "'" : option;
  }

  @Override
  public CommandSpec transform(CommandSpec command) {
    for (List<Setting<?>> section : sections.values()) {
      section.forEach(setting -> command.addOption(option(setting)));
    }
    command.usageMessage().sectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, this::help);
    return command;
  }

  /** All options, those of settings under the headings of their sections. */
  private String help(Help help) {
    List<OptionSpec> rest = new ArrayList<>(help.commandSpec().options());
    StringBuilder text = new StringBuilder();
    sections.forEach(
        (heading, settings) -> {
          List<OptionSpec> options =
              settings.stream()
                  .map(setting -> help.commandSpec().findOption(name(setting)))
                  .toList();
          rest.removeAll(options);
          text.append(String.format(Locale.ROOT, "%n%s:%n", heading)).append(list(help, options));
        });
    return list(help, rest) + text;
  }

  private static String list(Help help, List<OptionSpec> options) {
    Help.Layout layout = help.createDefaultLayout(options, List.of(), help.colorScheme());
    layout.addAllOptions(options, help.createDefaultParamLabelRenderer());
    return layout.toString();
  }

  /** What the options of a command that was parsed were set to. */
  public static Settings parsed(CommandSpec command, List<Setting<?>> some) {
    return parsed(command, some.stream());
  }

  /** What the options of a command that was parsed were set to. */
  public static Settings parsed(CommandSpec command, Stream<Setting<?>> some) {
    ParseResult result = command.commandLine().getParseResult();
    return some.filter(setting -> result.hasMatchedOption(name(setting)))
        .reduce(
            Settings.NONE,
            (settings, setting) -> with(settings, setting, result),
            (settings, same) -> settings);
  }

  private static <T> Settings with(Settings settings, Setting<T> setting, ParseResult result) {
    Object value = result.matchedOption(name(setting)).getValue();
    return settings.with(setting, setting.type().cast(value));
  }

  private static <T> OptionSpec option(Setting<T> setting) {
    OptionSpec.Builder option =
        OptionSpec.builder(name(setting))
            .type(setting.type())
            .description(setting.description().replace("%", "%%"));
    if (setting.type() == Boolean.class) {
      return option.arity("0").negatable(!setting.otherwise().isEmpty()).build();
    }
    if (setting.type().isEnum()) {
      option.converters(choice(setting.type()));
    }
    if (setting.type() == ByteSize.class) {
      option.converters((ITypeConverter<ByteSize>) MemorySize::of);
    }
    String label = setting.name().substring(setting.name().lastIndexOf('-') + 1);
    String choices = setting.type().isEnum() ? choices(setting.type(), "|") : "";
    return option
        .arity("1")
        .paramLabel(
            choices.isEmpty() || choices.length() > LONGEST_LABEL
                ? LABELS.getOrDefault(setting.type(), label.toUpperCase(Locale.ROOT))
                : choices)
        .build();
  }

  private static <T> ITypeConverter<T> choice(Class<T> type) {
    return text -> {
      for (T constant : type.getEnumConstants()) {
        if (Setting.text(constant).equalsIgnoreCase(text.replace('_', '-'))) {
          return constant;
        }
      }
      throw new TypeConversionException(
          "expected one of " + choices(type, ", ") + ", found " + text);
    };
  }

  private static String choices(Class<?> type, String between) {
    return Stream.of(type.getEnumConstants())
        .map(Setting::text)
        .collect(Collectors.joining(between));
  }
}
