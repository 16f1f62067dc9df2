package dev.continuo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.cli.command.option.SettingOptions;
import dev.continuo.corpus.dedup.RepetitionSettings;
import dev.continuo.corpus.read.ReadSettings;
import dev.continuo.corpus.step.CorpusSettings;
import dev.continuo.tokenizer.setting.Setting;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.run.TextSettings;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Java and the command line know the same settings, by the same names. */
class SettingOptionsTest {

  /** What train is told beside its settings: where results go and how they are shown. */
  private static final Set<String> OF_THE_COMMAND =
      Set.of(
          "--output",
          "--prompt",
          "--watch",
          "--watch-port",
          "--tensorboard",
          "--document-step",
          "--document-output",
          "--quiet",
          "--json",
          "--debug",
          "--help");

  private static final CommandSpec TRAIN =
      Objects.requireNonNull(ContinuoCommand.line().getSubcommands().get("train")).getCommandSpec();

  @Test
  void everySettingOfJavaIsAnOptionAndTheOtherWayRound() throws IllegalAccessException {
    List<String> names = new ArrayList<>(OF_THE_COMMAND);
    for (Setting<?> setting : settings()) {
      names.add(SettingOptions.name(setting));
    }
    Set<String> options =
        TRAIN.options().stream().map(OptionSpec::longestName).collect(Collectors.toSet());
    assertThat(options).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void helpSaysWhatTheSettingSays() throws IllegalAccessException {
    String help = TRAIN.commandLine().getUsageMessage().replaceAll("\\s+", " ");
    for (Setting<?> setting : settings()) {
      assertThat(help).contains(setting.description());
    }
  }

  @Test
  void theSettingsOfACorpusAreOptionsOfItsCommands() throws IllegalAccessException {
    CommandLine corpus =
        Objects.requireNonNull(ContinuoCommand.line().getSubcommands().get("corpus"));
    CommandSpec build =
        Objects.requireNonNull(corpus.getSubcommands().get("build")).getCommandSpec();
    String help = build.commandLine().getUsageMessage().replaceAll("\\s+", " ");
    for (Setting<?> setting :
        settings(ReadSettings.class, RepetitionSettings.class, CorpusSettings.class)) {
      assertThat(build.findOption(SettingOptions.name(setting))).as(setting.name()).isNotNull();
      assertThat(help).contains(setting.description());
    }
  }

  private static List<Setting<?>> settings() throws IllegalAccessException {
    List<Setting<?>> all = settings(TrainingSettings.class, TextSettings.class, ReadSettings.class);
    assertThat(all).hasSizeGreaterThan(40);
    return all;
  }

  private static List<Setting<?>> settings(Class<?>... holders) throws IllegalAccessException {
    List<Setting<?>> all = new ArrayList<>();
    for (Class<?> holder : holders) {
      for (Field field : holder.getFields()) {
        if (field.get(null) instanceof Setting<?> setting) {
          assertThat(setting.name())
              .isEqualTo(field.getName().toLowerCase(Locale.ROOT).replace('_', '-'));
          all.add(setting);
        }
      }
    }
    return all;
  }
}
