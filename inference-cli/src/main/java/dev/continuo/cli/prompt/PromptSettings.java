package dev.continuo.cli.prompt;

import dev.continuo.model.generate.GenerationOptions;
import org.jspecify.annotations.Nullable;

/**
 * How a text is continued.
 *
 * @param options all but the seed
 * @param seed of every continuation, or null for another each time
 */
public record PromptSettings(GenerationOptions options, @Nullable Long seed) {

  PromptSettings with(GenerationOptions newOptions) {
    return new PromptSettings(newOptions, seed);
  }

  PromptSettings withSeed(@Nullable Long newSeed) {
    return new PromptSettings(options, newSeed);
  }
}
