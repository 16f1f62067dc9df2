package dev.continuo.cli.command.generate;

import dev.continuo.model.config.ModelException;
import dev.continuo.model.generate.ContextPolicy;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.generate.Penalties;
import dev.continuo.model.generate.Sampling;
import dev.continuo.model.text.TextModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of every command that continues text. */
final class SamplingOptions {

  /** The names of the options that say how tokens are drawn. */
  static final List<String> NAMES =
      List.of(
          "--temperature",
          "--top-k",
          "--top-p",
          "--min-p",
          "--typical-p",
          "--repetition-penalty",
          "--frequency-penalty",
          "--presence-penalty",
          "--logit-bias",
          "--when-full",
          "--seed");

  private static final Pattern CAPITAL = Pattern.compile("([A-Z])");

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      defaultValue = "200",
      description = "The most tokens of a continuation (default: ${DEFAULT-VALUE}).")
  private int maxTokens;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "0.8",
      description =
          "Sampling temperature: lower is more predictable, 0 always takes the likeliest token"
              + " (default: ${DEFAULT-VALUE}).")
  private double temperature;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      defaultValue = "0",
      description = "Choose among the K likeliest tokens; 0 is all (default: ${DEFAULT-VALUE}).")
  private int topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      defaultValue = "0.95",
      description =
          "Choose among the fewest likeliest tokens whose probabilities sum to P or more"
              + " (default: ${DEFAULT-VALUE}).")
  private double topP;

  @Option(
      names = "--min-p",
      paramLabel = "P",
      defaultValue = "0",
      description =
          "Choose among tokens with at least P times the likeliest one's probability (default:"
              + " ${DEFAULT-VALUE}).")
  private double minP;

  @Option(
      names = "--typical-p",
      paramLabel = "P",
      defaultValue = "1",
      description =
          "Typical sampling: choose among the tokens whose surprisal is closest to the entropy,"
              + " until their probabilities sum to P (default: ${DEFAULT-VALUE}).")
  private double typicalP;

  @Option(
      names = "--repetition-penalty",
      paramLabel = "R",
      defaultValue = "1",
      description =
          "Above 1 makes the tokens of the text so far less likely (default: ${DEFAULT-VALUE}).")
  private double repetitionPenalty;

  @Option(
      names = "--frequency-penalty",
      paramLabel = "F",
      defaultValue = "0",
      description =
          "Subtracted from a token's logit for each time it was generated (default:"
              + " ${DEFAULT-VALUE}).")
  private double frequencyPenalty;

  @Option(
      names = "--presence-penalty",
      paramLabel = "F",
      defaultValue = "0",
      description =
          "Subtracted from a token's logit once it was generated (default: ${DEFAULT-VALUE}).")
  private double presencePenalty;

  @Option(
      names = "--logit-bias",
      paramLabel = "ID=BIAS",
      converter = TokenBias.Converter.class,
      description = "Added to a token's logit; can be given several times.")
  private List<TokenBias> logitBias = new ArrayList<>();

  @Option(
      names = "--when-full",
      paramLabel = "shift|stop",
      defaultValue = "shift",
      description =
          "When the text outgrows the context: shift goes on from its last half, stop ends it"
              + " (default: ${DEFAULT-VALUE}).")
  private ContextPolicy contextPolicy;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "The same seed gives the same text (default: another each time).")
  private @Nullable Long seed;

  /** The seed that was asked for, or null. */
  @Nullable Long seed() {
    return seed;
  }

  /** The options, with the given seed; what is out of range is wrong usage. */
  GenerationOptions toOptions(CommandLine commandLine, long chosenSeed) {
    Map<Integer, Double> biases = TokenBias.map(commandLine, logitBias);
    return checked(
        commandLine,
        () ->
            GenerationOptions.greedy(maxTokens)
                .with(new Sampling(temperature, topK, topP, minP, typicalP, chosenSeed))
                .with(new Penalties(repetitionPenalty, frequencyPenalty, presencePenalty, biases))
                .with(contextPolicy));
  }

  /** Refuses a bias of a token that the model does not know. */
  static void checkIds(CommandLine commandLine, GenerationOptions options, TextModel model) {
    checked(
        commandLine,
        () -> {
          options.penalties().requireKnownIds(model.config().vocabularySize());
          return options;
        });
  }

  /** The most tokens of a continuation. */
  int maxTokens() {
    return maxTokens;
  }

  /** Something made of options: an error names the option that it is about. */
  static <T> T checked(CommandLine commandLine, Supplier<T> made) {
    try {
      return made.get();
    } catch (ModelException e) {
      String message = String.valueOf(e.getMessage());
      String name = message.substring(0, Math.max(0, message.indexOf(' ')));
      String option = "--" + CAPITAL.matcher(name).replaceAll("-$1").toLowerCase(Locale.ROOT);
      throw new ParameterException(commandLine, option + message.substring(name.length()), e);
    }
  }
}
