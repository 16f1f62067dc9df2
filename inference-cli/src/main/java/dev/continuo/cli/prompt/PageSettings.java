package dev.continuo.cli.prompt;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.generate.Penalties;
import dev.continuo.model.generate.Sampling;
import dev.continuo.tokenizer.text.Tokenizer;
import java.util.stream.Collectors;

/** Settings as the page has them: the values of its fields, as text. */
final class PageSettings {

  private PageSettings() {}

  static ObjectNode of(PromptSettings settings, Tokenizer tokenizer) {
    GenerationOptions options = settings.options();
    Sampling sampling = options.sampling();
    Penalties penalties = options.penalties();
    ObjectNode page =
        new JsonMapper()
            .createObjectNode()
            .put("tokens", "" + options.maxTokens())
            .put("temperature", "" + sampling.temperature())
            .put("top-k", "" + sampling.topK())
            .put("top-p", "" + sampling.topP())
            .put("min-p", "" + sampling.minP())
            .put("typical-p", "" + sampling.typicalP())
            .put("repetition", "" + penalties.repetition())
            .put("frequency", "" + penalties.frequency())
            .put("presence", "" + penalties.presence())
            .put("seed", settings.seed() == null ? "" : "" + settings.seed())
            .put(
                "stop-at",
                options.stops().stream()
                    .map(stop -> stop.replace("\n", "\\n"))
                    .collect(Collectors.joining("\n")));
    ArrayNode biases = page.putArray("biases");
    penalties
        .logitBias()
        .forEach(
            (id, bias) ->
                biases
                    .addObject()
                    .put("id", id)
                    .put("text", tokenizer.decode(new int[] {id}))
                    .put("bias", bias));
    return page;
  }
}
