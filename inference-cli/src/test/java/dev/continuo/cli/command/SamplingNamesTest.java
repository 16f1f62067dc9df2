package dev.continuo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.continuo.cli.prompt.PromptSetting;
import dev.continuo.cli.prompt.PromptSettings;
import dev.continuo.cli.run.TinyRun;
import dev.continuo.cli.serve.wire.CompletionReader;
import dev.continuo.cli.serve.wire.RequestLimits;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.generate.Penalties;
import dev.continuo.model.generate.Sampling;
import dev.continuo.model.text.TextModel;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What says how a text is continued has one name in Java, on the command line and over HTTP. */
class SamplingNamesTest {

  /** Where OpenAI's name is another, or says what Java's record says before it. */
  private static final Map<String, String> OPENAI =
      Map.of(
          "repetition", "repetition_penalty",
          "frequency", "frequency_penalty",
          "presence", "presence_penalty",
          "stops", "stop",
          "likeliest", "logprobs");

  /** Of Java alone: what is made of the others, or of the model. */
  private static final Set<String> INSIDE =
      Set.of("sampling", "penalties", "stopIds", "kept", "contextPolicy");

  /** Of the command line alone: Java's context policy. */
  private static final String WHEN_FULL = "--when-full";

  @Test
  void theNamesOfOptionsAndFieldsFollowFromJavas(@TempDir Path folder) {
    CommandSpec generate =
        Objects.requireNonNull(ContinuoCommand.line().getSubcommands().get("generate"))
            .getCommandSpec();
    assertThat(generate.findOption(WHEN_FULL)).isNotNull();
    try (TextModel model = TextModel.open(TinyRun.write(folder))) {
      CompletionReader reader = new CompletionReader("m", model, RequestLimits.DEFAULTS);
      List<String> names = names();
      assertThat(names).hasSize(13);
      for (String name : names) {
        assertThat(generate.findOption("--" + name.replace('_', '-'))).as(name).isNotNull();
        assertThat(problem(reader, name)).startsWith(name + ": expected").doesNotContain("unknown");
      }
      assertThat(problem(reader, "when_full")).contains("unknown field");
    }
  }

  @Test
  void defaultsOfTheCommandLineAreJavas() throws ReflectiveOperationException {
    CommandSpec generate =
        Objects.requireNonNull(ContinuoCommand.line().getSubcommands().get("generate"))
            .getCommandSpec();
    GenerationOptions defaults = GenerationOptions.defaults();
    int compared = 0;
    for (Record part : List.of(defaults, defaults.sampling(), defaults.penalties())) {
      for (RecordComponent component : part.getClass().getRecordComponents()) {
        OptionSpec option =
            generate.findOption("--" + field(component.getName()).replace('_', '-'));
        if (option != null && option.defaultValue() != null) {
          Number number = (Number) component.getAccessor().invoke(part);
          assertThat(Double.parseDouble(option.defaultValue()))
              .as(component.getName())
              .isEqualTo(number.doubleValue());
          compared++;
        }
      }
    }
    assertThat(compared).isEqualTo(9);
  }

  @Test
  void settingsOfThePromptAreTheOptions() {
    CommandSpec prompt =
        Objects.requireNonNull(ContinuoCommand.line().getSubcommands().get("prompt"))
            .getCommandSpec();
    List<String> settings = PromptSetting.ALL.stream().map(PromptSetting::name).toList();
    for (String name : names()) {
      if (!name.equals("logprobs")) {
        assertThat(settings).contains(name.replace('_', '-'));
      }
    }
    assertThat(settings).hasSize(13).contains(WHEN_FULL.substring(2));
    PromptSettings defaults =
        new PromptSettings(GenerationOptions.defaults().withStops(List.of()), null);
    int compared = 0;
    for (PromptSetting setting : PromptSetting.ALL) {
      OptionSpec option = prompt.findOption("--" + setting.name());
      if (option != null && option.defaultValue() != null) {
        String value = setting.shown().apply(defaults);
        assertThat(setting.change().apply(defaults, option.defaultValue())).isEqualTo(defaults);
        assertThat(setting.change().apply(defaults, value)).isEqualTo(defaults);
        compared++;
      }
    }
    assertThat(compared).isEqualTo(10);
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>();
    for (Class<?> type : List.of(GenerationOptions.class, Sampling.class, Penalties.class)) {
      Stream.of(type.getRecordComponents())
          .map(RecordComponent::getName)
          .filter(name -> !INSIDE.contains(name))
          .map(SamplingNamesTest::field)
          .forEach(names::add);
    }
    return names;
  }

  private static String field(String name) {
    String openAi = OPENAI.get(name);
    return openAi == null ? name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT) : openAi;
  }

  /** What a reader says of a field that holds what no field takes. */
  private static String problem(CompletionReader reader, String field) {
    String body = "{\"prompt\": \"a\", \"%s\": true}".formatted(field);
    return String.valueOf(
        catchThrowable(() -> reader.read(body.getBytes(StandardCharsets.UTF_8))).getMessage());
  }
}
