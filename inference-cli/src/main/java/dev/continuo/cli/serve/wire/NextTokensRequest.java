package dev.continuo.cli.serve.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.tokenizer.decoder.StreamingDecoder;
import dev.continuo.tokenizer.text.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A request for the likeliest next tokens, which the page makes.
 *
 * @param ids the text so far
 * @param completed the text of the tokens chosen after the prompt, as far as it makes whole
 *     characters
 * @param open the chosen tokens that are the beginning of a character
 * @param count how many tokens are asked for, at most; none where only the place is wanted
 * @param begins where in the text the model begins to see it, in UTF-16 units
 * @param warnings what is worth knowing about the text
 * @param options how the next token would be drawn
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record NextTokensRequest(
    int[] ids,
    String completed,
    int[] open,
    int count,
    int begins,
    List<String> warnings,
    GenerationOptions options) {

  private static final Set<String> KNOWN = SamplingFields.with(Prompts.NAME, "then", "count");
  private static final int MOST = 100;
  private static final int MOST_CHOSEN = 64;

  /**
   * Reads a request's body: {@code prompt}, the tokens chosen {@code then}, {@code count}, and how
   * tokens are drawn, as in a request for completions.
   *
   * @throws ApiError where something in it is wrong
   */
  public static NextTokensRequest read(byte[] body, Tokenizer tokenizer, ModelConfig config) {
    Fields fields = Fields.of(JsonBody.parse(body), "", KNOWN);
    int count = fields.integer("count", 0, MOST).orElse(10);
    Prompts prompts = new Prompts(tokenizer, config);
    int[] then = fields.get("then").map(node -> prompts.ids(node, "then")).orElse(new int[0]);
    if (then.length > MOST_CHOSEN) {
      throw ApiError.field("then", "at most " + MOST_CHOSEN + " token ids", then.length + "");
    }
    JsonNode given =
        fields
            .get(Prompts.NAME)
            .orElseThrow(() -> ApiError.field(Prompts.NAME, "a text", (JsonNode) null));
    Prompt read = prompts.followed(given, OptionalInt.of(Integer.MAX_VALUE / 2), then);
    int[] text = read.ids();
    int[] prompt = Arrays.copyOf(text, text.length - then.length);

    StreamingDecoder decoder = tokenizer.decoderAfter(prompt);
    StringBuilder completed = new StringBuilder();
    int last = 0;
    for (int i = 0; i < then.length; i++) {
      String piece = decoder.next(then[i]);
      if (!piece.isEmpty()) {
        completed.append(piece);
        last = i + 1;
      }
    }

    return new NextTokensRequest(
        tokenizer.bosTokens().last(text, config.contextLength()),
        completed.toString(),
        Arrays.copyOfRange(then, last, then.length),
        count,
        begins(text, tokenizer, config),
        read.warning().stream().toList(),
        GenerationOptions.greedy(1)
            .with(SamplingFields.sampling(fields))
            .with(SamplingFields.penalties(fields, config)));
  }

  private static int begins(int[] text, Tokenizer tokenizer, ModelConfig config) {
    int unseen = text.length - config.contextLength();
    if (unseen <= 0) {
      return 0;
    }
    int before = tokenizer.bosTokens().lengthIn(text) + unseen;
    return tokenizer.decode(Arrays.copyOf(text, before)).length();
  }
}
