package dev.continuo.tokenizer.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.tokenizer.golden.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GPT-2's and Qwen 3's own tokenizers; made by src/test/python/published.py. */
final class PublishedTokenizersTest {

  private static final JsonNode GOLDEN = Golden.json("published");
  private static final long CHARS = 30_000;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "qwen3"})
  void idsAreThoseOfTheReference(String name) throws IOException {
    JsonNode golden = GOLDEN.get("tokenizers").get(name);
    Path file = folder.resolve(name + ".json");
    new JsonMapper().writeValue(file.toFile(), whole(name, golden));
    assertThat(TokenizerFile.read(file).bytePair()).isPresent();
    try (Tokenizer tokenizer = Tokenizers.open(file)) {
      List<String> texts = Golden.elements(GOLDEN.get("texts")).map(JsonNode::textValue).toList();
      assertThat(tokenizer.encodeAll(texts))
          .containsExactlyElementsOf(Golden.elements(golden.get("ids")).map(Golden::ids).toList());
      for (var corpus : golden.get("corpora").properties()) {
        int[] ids = tokenizer.encode(Golden.text(corpus.getKey()));
        assertThat(Golden.sha256(Arrays.stream(ids).mapToObj(Integer::toString)))
            .as(corpus.getKey())
            .isEqualTo(corpus.getValue().textValue());
        assertThat(Streams.decode(tokenizer, ids)).isEqualTo(tokenizer.decode(ids));
      }
    }
    assertThat(ReferenceFuzz.compare(file, 4, CHARS)).isGreaterThanOrEqualTo(CHARS);
  }

  /** The published file: the vocabulary is the bytes, then what the merges make. */
  private static ObjectNode whole(String name, JsonNode golden) {
    ObjectNode root = golden.get("tokenizer").deepCopy();
    ObjectNode model = (ObjectNode) root.get("model");
    ObjectNode vocab = model.putObject("vocab");
    golden.get("bytes").forEach(token -> vocab.put(token.textValue(), vocab.size()));
    ArrayNode merges = model.putArray("merges");
    for (String merge : Golden.compressedLines(name + "-merges.txt.gz")) {
      merges.add(merge);
      vocab.put(merge.replace(" ", ""), vocab.size());
    }
    golden.get("beyond").properties().forEach(entry -> vocab.set(entry.getKey(), entry.getValue()));
    return root;
  }
}
