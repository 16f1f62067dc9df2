package dev.continuo.cli.serve.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.text.LensOptions;
import dev.continuo.tokenizer.text.Tokenizer;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A request for a lens.
 *
 * @param ids the text
 * @param options the position, and how many tokens and checkpoints to show
 * @param warnings what is worth knowing about the text
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record LensRequest(int[] ids, LensOptions options, List<String> warnings) {

  private static final int MOST_TOKENS = 100;

  public LensRequest {
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads a request's body: {@code prompt}, {@code position}, {@code top}, and {@code checkpoints},
   * the most that are read.
   *
   * @throws ApiError where something in it is wrong
   */
  public static LensRequest read(byte[] body, Tokenizer tokenizer, ModelConfig config) {
    Fields fields =
        Fields.of(JsonBody.parse(body), "", Set.of(Prompts.NAME, "position", "top", "checkpoints"));
    JsonNode given =
        fields
            .get(Prompts.NAME)
            .orElseThrow(() -> ApiError.field(Prompts.NAME, "a text", (JsonNode) null));
    Prompt read =
        new Prompts(tokenizer, config)
            .one(given, Prompts.NAME, OptionalInt.of(Integer.MAX_VALUE / 2));
    int last = Math.max(0, read.ids().length - 1);
    LensOptions defaults = LensOptions.defaults();
    LensOptions options =
        new LensOptions(
            fields.integer("position", 0, last),
            fields.integer("top", 1, MOST_TOKENS).orElse(defaults.count()),
            fields
                .integer("checkpoints", 0, LensOptions.MOST_CHECKPOINTS)
                .orElse(defaults.checkpoints()));
    return new LensRequest(read.ids(), options, read.warning().stream().toList());
  }
}
