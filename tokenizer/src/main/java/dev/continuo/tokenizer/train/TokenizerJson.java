package dev.continuo.tokenizer.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.word.PreTokenizer;
import java.util.List;

/** The HuggingFace file format of what the trainers have learned. */
final class TokenizerJson {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private TokenizerJson() {}

  static TrainedTokenizer bytePair(MergeTable table, PreTokenizer preTokenizer) {
    ObjectNode model = JSON.createObjectNode().put("type", "BPE");
    model.putNull("dropout").putNull("unk_token");
    model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
    model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
    ObjectNode vocab = model.putObject("vocab");
    for (int id = 0; id < table.vocabularySize(); id++) {
      vocab.put(table.token(id), id);
    }
    ArrayNode merges = model.putArray("merges");
    for (long pair : table.pairs()) {
      merges.addArray().add(table.token(Pairs.first(pair))).add(table.token(Pairs.second(pair)));
    }
    ObjectNode root = root(List.of(Tokenizer.END_OF_TEXT));
    root.set("pre_tokenizer", preTokenizer(preTokenizer));
    root.set("decoder", byteLevel(true));
    root.set("model", model);
    return trained(root, table.vocabularySize(), table.mergeCount(), config());
  }

  /** One token a character: the special tokens first, then {@code characters}. */
  static TrainedTokenizer characters(List<String> characters, String unknown) {
    ObjectNode model = JSON.createObjectNode().put("type", "WordLevel");
    ObjectNode vocab = model.putObject("vocab");
    vocab.put(Tokenizer.END_OF_TEXT, 0).put(unknown, 1);
    for (String character : characters) {
      vocab.put(character, vocab.size());
    }
    model.put("unk_token", unknown);
    ObjectNode root = root(List.of(Tokenizer.END_OF_TEXT, unknown));
    root.set("pre_tokenizer", split("[\\s\\S]"));
    root.set("decoder", JSON.createObjectNode().put("type", "Fuse"));
    root.set("model", model);
    return trained(root, vocab.size(), 0, config().put("unk_token", unknown));
  }

  private static ObjectNode root(List<String> specials) {
    ObjectNode root = JSON.createObjectNode().put("version", "1.0");
    root.putNull("truncation").putNull("padding");
    ArrayNode added = root.putArray("added_tokens");
    for (int id = 0; id < specials.size(); id++) {
      ObjectNode token = added.addObject().put("id", id).put("content", specials.get(id));
      token.put("single_word", false).put("lstrip", false).put("rstrip", false);
      token.put("normalized", false).put("special", true);
    }
    root.putNull("normalizer").putNull("pre_tokenizer").putNull("post_processor");
    return root;
  }

  private static JsonNode preTokenizer(PreTokenizer preTokenizer) {
    return switch (preTokenizer) {
      case GPT2 -> byteLevel(true);
      case GPT2_DIGITS -> {
        ObjectNode sequence = JSON.createObjectNode().put("type", "Sequence");
        ObjectNode digits = JSON.createObjectNode().put("type", "Digits");
        sequence
            .putArray("pretokenizers")
            .add(digits.put("individual_digits", true))
            .add(byteLevel(true));
        yield sequence;
      }
      case GPT4, QWEN -> {
        ObjectNode sequence = JSON.createObjectNode().put("type", "Sequence");
        sequence.putArray("pretokenizers").add(split(preTokenizer.pattern())).add(byteLevel(false));
        yield sequence;
      }
    };
  }

  private static ObjectNode split(String pattern) {
    ObjectNode split = JSON.createObjectNode().put("type", "Split");
    split.putObject("pattern").put("Regex", pattern);
    return split.put("behavior", "Isolated").put("invert", false);
  }

  private static ObjectNode byteLevel(boolean useRegex) {
    ObjectNode byteLevel = JSON.createObjectNode().put("type", "ByteLevel");
    byteLevel.put("add_prefix_space", false).put("trim_offsets", true);
    return byteLevel.put("use_regex", useRegex);
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
