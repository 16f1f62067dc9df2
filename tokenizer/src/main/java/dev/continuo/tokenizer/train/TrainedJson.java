package dev.continuo.tokenizer.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.tokenizer.json.TokenizerJson;
import dev.continuo.tokenizer.pretokenizer.PreTokenizer;
import dev.continuo.tokenizer.pretokenizer.PreTokenizerJson;
import dev.continuo.tokenizer.text.Tokenizer;
import java.util.List;

/** What the trainers have learned, in the HuggingFace file format. */
final class TrainedJson {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private TrainedJson() {}

  static TrainedTokenizer bytePair(MergeTable table, PreTokenizer preTokenizer) {
    ObjectNode root =
        TokenizerJson.bytePairs(
            PreTokenizerJson.of(preTokenizer), PreTokenizerJson.byteLevel(true), false);
    TokenizerJson.addToken(root, 0, Tokenizer.END_OF_TEXT, true);
    ObjectNode vocab = (ObjectNode) root.path("model").path("vocab");
    for (int id = 0; id < table.vocabularySize(); id++) {
      vocab.put(table.token(id), id);
    }
    ArrayNode merges = (ArrayNode) root.path("model").path("merges");
    for (long pair : table.pairs()) {
      merges.addArray().add(table.token(Pairs.first(pair))).add(table.token(Pairs.second(pair)));
    }
    return trained(root, table.vocabularySize(), table.mergeCount(), config());
  }

  /** One token a character: the special tokens first, then {@code characters}. */
  static TrainedTokenizer characters(List<String> characters, String unknown) {
    ObjectNode root = TokenizerJson.create();
    TokenizerJson.addToken(root, 0, Tokenizer.END_OF_TEXT, true);
    TokenizerJson.addToken(root, 1, unknown, true);
    root.set("pre_tokenizer", PreTokenizerJson.characters());
    root.set("decoder", JSON.createObjectNode().put("type", "Fuse"));
    ObjectNode model = root.putObject("model").put("type", "WordLevel");
    ObjectNode vocab = model.putObject("vocab");
    vocab.put(Tokenizer.END_OF_TEXT, 0).put(unknown, 1);
    for (String character : characters) {
      vocab.put(character, vocab.size());
    }
    model.put("unk_token", unknown);
    return trained(root, vocab.size(), 0, config().put("unk_token", unknown));
  }

  private static ObjectNode config() {
    ObjectNode config = JSON.createObjectNode();
    config.put("tokenizer_class", "PreTrainedTokenizerFast");
    config.put("bos_token", Tokenizer.END_OF_TEXT).put("eos_token", Tokenizer.END_OF_TEXT);
    return config.put("clean_up_tokenization_spaces", false);
  }

  private static TrainedTokenizer trained(
      ObjectNode root, int vocabularySize, int mergeCount, ObjectNode config) {
    try {
      byte[] json = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
      byte[] configJson = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(config);
      return new TrainedTokenizer(vocabularySize, mergeCount, json, configJson);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
