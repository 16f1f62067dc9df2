package dev.continuo.cli.command;

import dev.continuo.model.config.ModelException;
import dev.continuo.model.generate.GenerationOptions;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of every command that continues text. */
final class SamplingOptions {

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
          "Below 1 likelier, above 1 wilder; 0 is no chance at all (default: ${DEFAULT-VALUE}).")
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
          "Choose among the likeliest tokens whose probabilities reach P (default: ${DEFAULT-VALUE}).")
  private double topP;

  @Option(
      names = "--min-p",
      paramLabel = "P",
      defaultValue = "0",
      description =
          "Choose among tokens with P times the likeliest one's probability (default: ${DEFAULT-VALUE}).")
  private double minP;

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
    try {
      return new GenerationOptions(maxTokens, temperature, topK, topP, minP, chosenSeed, Set.of());
    } catch (ModelException e) {
      String message = String.valueOf(e.getMessage());
      String name = message.substring(0, Math.max(0, message.indexOf(' ')));
      String option = "--" + CAPITAL.matcher(name).replaceAll("-$1").toLowerCase(Locale.ROOT);
      throw new ParameterException(commandLine, option + message.substring(name.length()), e);
    }
  }
}
