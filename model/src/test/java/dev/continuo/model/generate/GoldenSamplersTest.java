package dev.continuo.model.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.continuo.model.golden.Golden;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenSamplersTest {

  private static final double ROUNDING = 2e-6;

  static List<JsonNode> cases() throws IOException {
    return list(golden().path("cases"));
  }

  static List<JsonNode> searches() throws IOException {
    return list(golden().path("beams"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void leavesWhatTransformersLeaves(JsonNode example) throws IOException {
    JsonNode options = example.path("case");
    int[] prompt = integers(golden().path("prompt"));
    LogitsProcessor adjustment = new LogitsProcessor(penalties(options), prompt);
    for (int id : integers(golden().path("generated"))) {
      adjustment.saw(id);
    }
    float[] logits = floats(example.path("logits"));
    adjustment.apply(logits);
    Candidates candidates = new SamplerChain(sampling(options)).candidates(logits);
    double[] found = new double[logits.length];
    for (int place = 0; place < candidates.size(); place++) {
      found[candidates.id(place)] = candidates.weight(place) / candidates.totalWeight();
    }
    for (int id = 0; id < found.length; id++) {
      assertThat(found[id])
          .as("token " + id)
          .isCloseTo(example.path("probabilities").path(id).doubleValue(), within(ROUNDING));
    }
  }

  @ParameterizedTest
  @MethodSource("searches")
  void findsWhatTransformersFinds(JsonNode search) {
    Golden golden = Golden.open(search.path("model").textValue());
    try (TextGenerator generator = TextGenerator.open(golden.folder())) {
      assertThat(
              generator
                  .search(
                      golden.promptIds(),
                      search.path("beams").intValue(),
                      search.path("tokens").intValue())
                  .ids())
          .containsExactlyElementsOf(IntStream.of(integers(search.path("ids"))).boxed().toList());
    }
  }

  private static Sampling sampling(JsonNode options) {
    return new Sampling(
        options.path("temperature").asDouble(1),
        options.path("top_k").asInt(0),
        options.path("top_p").asDouble(1),
        options.path("min_p").asDouble(0),
        options.path("typical_p").asDouble(1),
        1);
  }

  private static Penalties penalties(JsonNode options) {
    Map<Integer, Double> bias = new HashMap<>();
    options
        .path("bias")
        .properties()
        .forEach(
            entry -> bias.put(Integer.valueOf(entry.getKey()), entry.getValue().doubleValue()));
    return new Penalties(
        options.path("repetition").asDouble(1),
        options.path("frequency").asDouble(0),
        options.path("presence").asDouble(0),
        bias);
  }

  private static JsonNode golden() throws IOException {
    return new JsonMapper().readTree(Golden.folder("samplers.json").toFile());
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private static int[] integers(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.path(i).intValue()).toArray();
  }

  private static float[] floats(JsonNode array) {
    float[] floats = new float[array.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = array.path(i).floatValue();
    }
    return floats;
  }
}
