package dev.continuo.cli.serve.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.text.GenerationTool;
import dev.continuo.model.text.TextModel;
import dev.continuo.model.text.Tools;
import dev.continuo.tokenizer.unicode.WellFormed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads requests for completions as OpenAI defines them, with vLLM's {@code top_k}, {@code min_p},
 * {@code typical_p}, {@code repetition_penalty} and {@code truncate_prompt_tokens} beside them, and
 * with {@code tools}, the names of those of the service that may be called, and the page's {@code
 * continuo_then} and {@code continuo_tokens}.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/completions">OpenAI's reference</a>
 */
public final class CompletionReader {

  private static final Set<String> KNOWN =
      SamplingFields.with(
          "model",
          Prompts.NAME,
          "truncate_prompt_tokens",
          "best_of",
          "echo",
          "logprobs",
          "max_tokens",
          "n",
          "stop",
          "stream",
          "stream_options",
          "suffix",
          "trace",
          "continuo_then",
          "continuo_tokens",
          "tools",
          "user");

  private static final int[] NO_IDS = {};
  private static final int DEFAULT_TOKENS = 16;
  private static final int MOST_LIKELIEST = 20;
  private static final int MOST_STOPS = 16;
  private static final int LONGEST_STOP = 500;

  private final String model;
  private final ModelConfig config;
  private final RequestLimits limits;
  private final Prompts prompts;
  private final Tools tools;

  /** A reader of requests to a model of this name. */
  public CompletionReader(String model, TextModel served, RequestLimits limits) {
    this.model = model;
    this.tools = served.tools();
    this.config = served.config();
    this.limits = limits;
    this.prompts = new Prompts(served.tokenizer(), config);
  }

  /**
   * Reads a request's body.
   *
   * @throws ApiError where something in it is wrong
   */
  public CompletionRequest read(byte[] body) {
    Fields fields = Fields.of(JsonBody.parse(body), "", KNOWN);
    String asked = fields.text("model").orElse(model);
    if (!asked.equals(model)) {
      throw ApiError.unknownModel(model, asked);
    }
    fields.text("user");
    boolean stream = fields.flag("stream");
    int count = fields.integer("n", 1, limits.choices()).orElse(1);
    refuseUnsupported(fields, count);
    JsonNode prompt =
        fields
            .get(Prompts.NAME)
            .orElseThrow(() -> ApiError.field(Prompts.NAME, "a text", (JsonNode) null));
    int[] then =
        fields.get("continuo_then").map(ids -> prompts.ids(ids, "continuo_then")).orElse(NO_IDS);
    List<Prompt> read =
        then.length == 0
            ? prompts.read(prompt, kept(fields), fields.flag("echo"))
            : List.of(prompts.followed(prompt, kept(fields), then));
    if ((long) read.size() * count > limits.choices()) {
      String found = String.format(Locale.ROOT, "%d × %d", read.size(), count);
      throw ApiError.field(
          "n", String.format(Locale.ROOT, "at most %d choices", limits.choices()), found);
    }
    OptionalInt logprobs = fields.integer("logprobs", 0, MOST_LIKELIEST);
    OptionalInt details = fields.integer("continuo_tokens", 0, MOST_LIKELIEST);
    GenerationOptions options = options(fields);
    return new CompletionRequest(
        read,
        count,
        logprobs.isPresent() || details.isPresent()
            ? options.withLikeliest(Math.max(logprobs.orElse(0), details.orElse(0)))
            : options,
        tools(fields),
        fields.flag("echo"),
        stream,
        fields.flag("trace"),
        usage(fields, stream),
        logprobs,
        details);
  }

  /** The tools of the service, or those that the request names. */
  private Tools tools(Fields fields) {
    List<String> known = tools.list().stream().map(GenerationTool::name).toList();
    return fields
        .get("tools")
        .map(
            node -> {
              List<String> names = new ArrayList<>();
              node.forEach(name -> names.add(name.asText()));
              if (!node.isArray() || !known.containsAll(names)) {
                String expected =
                    known.isEmpty()
                        ? "an empty array, since the service was started without --tool"
                        : "an array of names from " + String.join(", ", known);
                throw ApiError.field("tools", expected, node);
              }
              return tools.named(names);
            })
        .orElse(tools);
  }

  /** How much of a long prompt is kept; -1 is as much as the model sees, as for vLLM. */
  private OptionalInt kept(Fields fields) {
    String name = "truncate_prompt_tokens";
    OptionalInt kept = fields.integer(name, -1, config.contextLength());
    if (kept.orElse(1) == 0) {
      throw ApiError.field(name, "an integer from 1 to " + config.contextLength(), "0");
    }
    return kept.orElse(1) == -1 ? OptionalInt.of(config.contextLength()) : kept;
  }

  private static void refuseUnsupported(Fields fields, int count) {
    if (fields.integer("best_of", 1, Integer.MAX_VALUE).orElse(count) != count) {
      throw ApiError.field("best_of", "n or nothing", fields.get("best_of").orElseThrow());
    }
    fields
        .get("suffix")
        .filter(suffix -> !suffix.equals(TextNode.valueOf("")))
        .ifPresent(
            suffix -> {
              throw ApiError.field("suffix", "nothing: texts are only continued", suffix);
            });
  }

  private GenerationOptions options(Fields fields) {
    int tokens = fields.integer("max_tokens", 0, limits.tokens()).orElse(DEFAULT_TOKENS);
    return GenerationOptions.greedy(tokens)
        .with(SamplingFields.sampling(fields))
        .with(SamplingFields.penalties(fields, config))
        .withStops(stops(fields));
  }

  private static List<String> stops(Fields fields) {
    List<String> stops = new ArrayList<>();
    fields
        .get("stop")
        .ifPresent(
            node -> {
              for (JsonNode stop : node.isArray() ? node : List.of(node)) {
                if (!stop.isTextual()
                    || stop.textValue().isEmpty()
                    || stop.textValue().length() > LONGEST_STOP) {
                  throw ApiError.field(
                      "stop",
                      String.format(Locale.ROOT, "strings of 1 to %d characters", LONGEST_STOP),
                      stop);
                }
                stops.add(WellFormed.of(stop.textValue()));
              }
            });
    if (stops.size() > MOST_STOPS) {
      throw ApiError.field("stop", "at most " + MOST_STOPS + " strings", stops.size() + "");
    }
    return stops;
  }

  private static boolean usage(Fields fields, boolean stream) {
    return fields
        .get("stream_options")
        .map(
            node -> {
              if (!stream || !(node instanceof ObjectNode object)) {
                throw ApiError.field("stream_options", "an object, where stream is true", node);
              }
              Set<String> known = Set.of("include_usage", "include_obfuscation");
              return Fields.of(object, "stream_options.", known).flag("include_usage");
            })
        .orElse(false);
  }
}
