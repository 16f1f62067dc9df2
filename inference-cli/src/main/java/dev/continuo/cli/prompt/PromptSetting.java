package dev.continuo.cli.prompt;

import dev.continuo.model.generate.ContextPolicy;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.generate.Penalties;
import dev.continuo.model.generate.Range;
import dev.continuo.model.generate.Sampling;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A setting as it is shown and changed at the prompt. Its name is the option's of the command line
 * without {@code --}, its range the one that Java checks.
 *
 * @param name {@code top-p}
 * @param values which values it takes, in words
 * @param shown its value
 * @param change the settings with a value that a person wrote
 */
public record PromptSetting(
    String name,
    String values,
    Function<PromptSettings, String> shown,
    BiFunction<PromptSettings, String, PromptSettings> change) {

  private static final String RANDOM = "random";
  private static final String NONE = "none";
  private static final Range TOKENS = new Range(0, Integer.MAX_VALUE);

  /** All settings, in the order in which they are listed. */
  public static final List<PromptSetting> ALL =
      List.of(
          whole(
              "max-tokens", TOKENS, GenerationOptions::maxTokens, GenerationOptions::withMaxTokens),
          drawn(
              "temperature",
              Sampling.TEMPERATURE,
              Sampling::temperature,
              Sampling::withTemperature),
          whole(
              "top-k",
              Sampling.TOP_K,
              options -> options.sampling().topK(),
              GenerationOptions::withTopK),
          drawn("top-p", Sampling.SHARE, Sampling::topP, Sampling::withTopP),
          drawn("min-p", Sampling.SHARE, Sampling::minP, Sampling::withMinP),
          drawn("typical-p", Sampling.SHARE, Sampling::typicalP, Sampling::withTypicalP),
          penalty(
              "repetition-penalty",
              Penalties.REPETITION,
              Penalties::repetition,
              Penalties::withRepetition),
          penalty(
              "frequency-penalty",
              Penalties.FREQUENCY,
              Penalties::frequency,
              Penalties::withFrequency),
          penalty(
              "presence-penalty", Penalties.PRESENCE, Penalties::presence, Penalties::withPresence),
          new PromptSetting(
              "logit-bias",
              "ID=BIAS ID=BIAS … or " + NONE,
              settings -> shownBias(settings.options().penalties().logitBias()),
              (settings, value) ->
                  settings.with(
                      settings
                          .options()
                          .with(settings.options().penalties().withLogitBias(bias(value))))),
          new PromptSetting(
              "stop",
              "TEXT, or \"TEXT\" \"TEXT\" …, or " + NONE,
              settings -> StopTexts.shown(settings.options().stops()),
              (settings, value) ->
                  settings.with(
                      settings
                          .options()
                          .withStops(value.equals(NONE) ? List.of() : StopTexts.read(value)))),
          new PromptSetting(
              "when-full",
              "shift or stop",
              settings -> settings.options().contextPolicy().name().toLowerCase(Locale.ROOT),
              (settings, value) -> settings.with(settings.options().with(policy(value)))),
          new PromptSetting(
              "seed",
              "a whole number, or " + RANDOM,
              settings -> settings.seed() == null ? RANDOM : settings.seed().toString(),
              (settings, value) -> settings.withSeed(value.equals(RANDOM) ? null : seed(value))));

  private static PromptSetting whole(
      String name,
      Range range,
      Function<GenerationOptions, Integer> get,
      BiFunction<GenerationOptions, Integer, GenerationOptions> change) {
    String values = range.most() == Integer.MAX_VALUE ? least(range) : range.toString();
    return new PromptSetting(
        name,
        values,
        settings -> String.valueOf(get.apply(settings.options())),
        (settings, value) ->
            settings.with(
                change.apply(
                    settings.options(),
                    (int) checked(name, value, integer(value), range, values))));
  }

  private static String least(Range range) {
    return String.format(Locale.ROOT, "%.0f or more", range.least());
  }

  private static PromptSetting drawn(
      String name,
      Range range,
      Function<Sampling, Double> get,
      BiFunction<Sampling, Double, Sampling> change) {
    return real(
        name,
        range,
        options -> get.apply(options.sampling()),
        (options, value) -> options.with(change.apply(options.sampling(), value)));
  }

  private static PromptSetting penalty(
      String name,
      Range range,
      Function<Penalties, Double> get,
      BiFunction<Penalties, Double, Penalties> change) {
    return real(
        name,
        range,
        options -> get.apply(options.penalties()),
        (options, value) -> options.with(change.apply(options.penalties(), value)));
  }

  private static PromptSetting real(
      String name,
      Range range,
      Function<GenerationOptions, Double> get,
      BiFunction<GenerationOptions, Double, GenerationOptions> change) {
    return new PromptSetting(
        name,
        range.toString(),
        settings -> String.valueOf(get.apply(settings.options())),
        (settings, value) ->
            settings.with(
                change.apply(
                    settings.options(),
                    checked(name, value, number(value), range, range.toString()))));
  }

  private static double checked(
      String name, String written, double value, Range range, String values) {
    if (!range.has(value)) {
      throw wrong(name, "a number " + values, written);
    }
    return value;
  }

  /** A number, or NaN, which no range has. */
  private static double number(String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static double integer(String value) {
    return value.matches("[+-]?\\d{1,10}") ? number(value) : Double.NaN;
  }

  private static long seed(String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw wrong("seed", "a whole number or " + RANDOM, value);
    }
  }

  private static ContextPolicy policy(String value) {
    for (ContextPolicy policy : ContextPolicy.values()) {
      if (policy.name().equalsIgnoreCase(value)) {
        return policy;
      }
    }
    throw wrong("when-full", "shift or stop", value);
  }

  private static Map<Integer, Double> bias(String value) {
    Map<Integer, Double> bias = new TreeMap<>();
    if (value.equals(NONE)) {
      return bias;
    }
    for (String pair : value.split("[\\s,]+", -1)) {
      String[] parts = pair.split("=", 2);
      double id = integer(parts[0]);
      double added = parts.length == 2 ? number(parts[1]) : Double.NaN;
      if (!TOKENS.has(id) || !Penalties.BIAS.has(added)) {
        throw wrong("logit-bias", "ID=BIAS, a bias " + Penalties.BIAS + ", or " + NONE, pair);
      }
      bias.put((int) id, added);
    }
    return bias;
  }

  private static String shownBias(Map<Integer, Double> bias) {
    return bias.isEmpty()
        ? NONE
        : new TreeMap<>(bias)
            .entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
  }

  private static PromptException wrong(String name, String expected, String found) {
    return new PromptException(
        name + ": expected " + expected + ", found " + (found.isEmpty() ? "nothing" : found));
  }
}
