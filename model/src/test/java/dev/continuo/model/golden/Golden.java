package dev.continuo.model.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A tiny random checkpoint with what transformers computes from it.
 *
 * @param folder the HuggingFace model folder
 * @param prompt some token ids
 * @param logits the logits after each token of the prompt
 * @param greedy the likeliest continuation
 * @param trained the logits after the prompt when five steps of gradient descent have learned it;
 *     empty where these were not made
 */
public record Golden(
    Path folder,
    List<Integer> prompt,
    List<List<Float>> logits,
    List<Integer> greedy,
    List<Float> trained) {

  /** The names of all checkpoints. */
  public static List<String> names() {
    return List.of(
        "qwen3",
        "qwen3-grouped",
        "qwen3-untied",
        "llama",
        "llama-grouped-untied",
        "sharded",
        "float16",
        "bfloat16",
        "gpt2",
        "gpt2-bare",
        "gpt2-untied");
  }

  /** The names of a checkpoint or more of every family that {@link #names} has not. */
  public static List<String> families() {
    return Stream.of(
            "llama-linear",
            "llama-3",
            "llama-yarn",
            "qwen2",
            "qwen2-windowed",
            "qwen3-yarn",
            "mistral",
            "smollm3",
            "phi3",
            "phi3-whole",
            "gemma",
            "gemma2",
            "gemma3",
            "gemma3-six",
            "olmo2",
            "granite",
            "gpt-neox",
            "gpt-neox-in-turn",
            "starcoder2")
        .map(name -> "families/" + name)
        .toList();
  }

  public static Golden open(String name) {
    Path folder = folder(name);
    try {
      JsonNode json = new JsonMapper().readTree(folder.resolve("expected.json").toFile());
      return new Golden(
          folder,
          integers(json.path("prompt")),
          StreamSupport.stream(json.path("logits").spliterator(), false)
              .map(Golden::floats)
              .toList(),
          integers(json.path("greedy")),
          floats(json.path("trained")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Path folder(String name) {
    return Path.of("src", "test", "resources", "golden", name);
  }

  public int[] promptIds() {
    return prompt.stream().mapToInt(Integer::intValue).toArray();
  }

  private static List<Integer> integers(JsonNode array) {
    return IntStream.range(0, array.size()).mapToObj(i -> array.path(i).intValue()).toList();
  }

  private static List<Float> floats(JsonNode array) {
    return IntStream.range(0, array.size()).mapToObj(i -> array.path(i).floatValue()).toList();
  }
}
