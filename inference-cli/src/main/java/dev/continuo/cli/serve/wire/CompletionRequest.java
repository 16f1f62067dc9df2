package dev.continuo.cli.serve.wire;

import dev.continuo.model.generate.GenerationOptions;
import java.util.List;

/**
 * A checked request for completions.
 *
 * @param prompts what is continued, each {@code count} times
 * @param count how many continuations of each prompt
 * @param options how each is continued; a continuation's seed is this one plus its index
 * @param stops strings that end a continuation
 * @param echo whether an answer begins with the prompt
 * @param stream whether the answer comes in pieces
 * @param usage whether a stream ends with the number of tokens
 */
public record CompletionRequest(
    List<Prompt> prompts,
    int count,
    GenerationOptions options,
    List<String> stops,
    boolean echo,
    boolean stream,
    boolean usage) {

  public CompletionRequest {
    prompts = List.copyOf(prompts);
    stops = List.copyOf(stops);
  }

  /** How many continuations are asked for. */
  public int choices() {
    return prompts.size() * count;
  }

  /** The prompt of a continuation. */
  public Prompt prompt(int choice) {
    return prompts.get(choice / count);
  }

  /** How a continuation is made. */
  public GenerationOptions options(int choice) {
    return options.withSeed(options.sampling().seed() + choice);
  }

  /** Whether log-probabilities are asked for. */
  public boolean logProbabilities() {
    return options.likeliest().isPresent();
  }

  /** The tokens of all prompts. */
  public int promptTokens() {
    return prompts.stream().mapToInt(prompt -> prompt.ids().length).sum();
  }
}
