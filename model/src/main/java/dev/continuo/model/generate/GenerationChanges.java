package dev.continuo.model.generate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about its continuation; what is null or empty stays as it is.
 *
 * @param stops strings that end the continuation before them
 */
public record GenerationChanges(
    @Nullable Integer maxTokens,
    @Nullable Double temperature,
    @Nullable Integer topK,
    @Nullable Double topP,
    @Nullable Double frequencyPenalty,
    @Nullable Double presencePenalty,
    @Nullable List<String> stops) {

  /** Options with these changes. */
  public GenerationOptions applyTo(GenerationOptions options) {
    Sampling had = options.sampling();
    Penalties penalties = options.penalties();
    GenerationOptions changed =
        options
            .withMaxTokens(or(maxTokens, options.maxTokens()))
            .withTemperature(or(temperature, had.temperature()))
            .withTopK(or(topK, had.topK()))
            .withTopP(or(topP, had.topP()))
            .with(
                penalties
                    .withFrequency(or(frequencyPenalty, penalties.frequency()))
                    .withPresence(or(presencePenalty, penalties.presence())));
    return stops == null || stops.isEmpty() ? changed : changed.withStops(stops);
  }

  private static <T> T or(@Nullable T asked, T otherwise) {
    return asked == null ? otherwise : asked;
  }
}
