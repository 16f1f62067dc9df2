package dev.continuo.cli.serve.wire;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.generate.Penalties;
import dev.continuo.model.generate.Sampling;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** The fields of a request that say how tokens are drawn. */
final class SamplingFields {

  private static final Set<String> NAMES =
      Set.of(
          "temperature",
          "top_k",
          "top_p",
          "min_p",
          "typical_p",
          "seed",
          "repetition_penalty",
          "frequency_penalty",
          "presence_penalty",
          "logit_bias");

  /** Random seeds are below this, so every client's number type holds them exactly. */
  private static final long MOST_SEED = 1L << 53;

  private SamplingFields() {}

  /** The names of these fields and of others. */
  static Set<String> with(String... others) {
    Set<String> names = new HashSet<>(NAMES);
    names.addAll(Arrays.asList(others));
    return Set.copyOf(names);
  }

  static Sampling sampling(Fields fields) {
    return new Sampling(
        fields.number("temperature", Sampling.TEMPERATURE, 1),
        fields.integer("top_k", -1, Integer.MAX_VALUE).orElse(0),
        fields.number("top_p", Sampling.SHARE, 1),
        fields.number("min_p", Sampling.SHARE, 0),
        fields.number("typical_p", Sampling.SHARE, 1),
        fields.wide("seed").orElseGet(() -> ThreadLocalRandom.current().nextLong(MOST_SEED)));
  }

  static Penalties penalties(Fields fields, ModelConfig config) {
    return new Penalties(
        fields.number("repetition_penalty", Penalties.REPETITION, 1),
        fields.number("frequency_penalty", Penalties.FREQUENCY, 0),
        fields.number("presence_penalty", Penalties.PRESENCE, 0),
        bias(fields, config));
  }

  private static Map<Integer, Double> bias(Fields fields, ModelConfig config) {
    Map<Integer, Double> bias = new HashMap<>();
    fields
        .get("logit_bias")
        .ifPresent(
            node -> {
              if (!node.isObject()) {
                throw ApiError.field("logit_bias", "an object of token ids and biases", node);
              }
              node.properties()
                  .forEach(
                      entry ->
                          bias.put(
                              id(entry.getKey(), config),
                              Fields.real(
                                  "logit_bias." + entry.getKey(),
                                  entry.getValue(),
                                  Penalties.BIAS)));
            });
    return bias;
  }

  private static int id(String name, ModelConfig config) {
    int last = config.vocabularySize() - 1;
    if (!name.matches("0|[1-9]\\d{0,8}") || Integer.parseInt(name) > last) {
      throw ApiError.field("logit_bias", "token ids from 0 to " + last, "\"" + name + "\"");
    }
    return Integer.parseInt(name);
  }
}
