package dev.continuo.cli.serve.wire;

import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.generate.Seeds;
import dev.continuo.model.text.Tools;
import java.util.List;
import java.util.OptionalInt;

/**
 * A checked request for completions.
 *
 * @param prompts what is continued, each {@code count} times
 * @param count how many continuations of each prompt
 * @param options how each is continued; the first has this seed, each other one a seed that is
 *     derived from it
 * @param tools what each may call
 * @param echo whether an answer begins with the prompt
 * @param stream whether the answer comes in pieces
 * @param trace whether an answer says where it stands in the training text
 * @param usage whether a stream ends with the number of tokens
 * @param logprobs how many of the likeliest tokens stand beside the log-probability of each, where
 *     those are wanted
 * @param details the same for the tokens as the page shows them
 */
public record CompletionRequest(
    List<Prompt> prompts,
    int count,
    GenerationOptions options,
    Tools tools,
    boolean echo,
    boolean stream,
    boolean trace,
    boolean usage,
    OptionalInt logprobs,
    OptionalInt details) {

  public CompletionRequest {
    prompts = List.copyOf(prompts);
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
    return options.withSeed(Seeds.of(options.sampling().seed(), choice));
  }

  /** The seed of the first continuation, from which the same request gives the same answer. */
  public long seed() {
    return options.sampling().seed();
  }

  /** What is worth knowing about the prompts. */
  public List<String> warnings() {
    return prompts.stream().flatMap(prompt -> prompt.warning().stream()).toList();
  }

  /** About how much memory the prompts take. */
  public long bytes() {
    return prompts.stream()
        .mapToLong(
            prompt -> 2L * prompt.text().map(String::length).orElse(0) + 4L * prompt.ids().length)
        .sum();
  }

  /** The tokens of all prompts. */
  public int promptTokens() {
    return prompts.stream().mapToInt(prompt -> prompt.ids().length).sum();
  }
}
