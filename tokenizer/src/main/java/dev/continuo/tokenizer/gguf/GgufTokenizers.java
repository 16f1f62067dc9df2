package dev.continuo.tokenizer.gguf;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.TokenizerException;
import dev.continuo.tokenizer.text.Tokenizers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens the vocabularies of GGUF files. */
public final class GgufTokenizers {

  private static final JsonMapper JSON = new JsonMapper();

  private GgufTokenizers() {}

  /**
   * Opens a vocabulary. The caller closes the tokenizer.
   *
   * @param source the file that it is from, for messages
   */
  public static Tokenizer open(Path source, GgufVocabulary vocabulary) {
    try {
      Path file = Files.createTempFile("continuo-tokenizer-", ".json");
      try {
        Files.write(file, toJson(vocabulary));
        return Tokenizers.open(file);
      } catch (TokenizerException e) {
        String message = String.valueOf(e.getMessage()).replace(file + ": ", "");
        throw new TokenizerException(source + ": " + message, e);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new TokenizerException(source + ": its tokenizer cannot be opened: " + e, e);
    }
  }

  /** The {@code tokenizer.json} of a vocabulary. */
  public static byte[] toJson(GgufVocabulary vocabulary) throws IOException {
    if (vocabulary.json().isPresent()) {
      return vocabulary.json().get().getBytes(StandardCharsets.UTF_8);
    }
    ObjectNode root = JSON.createObjectNode().put("version", "1.0");
    root.putNull("truncation").putNull("padding");
    ArrayNode added = root.putArray("added_tokens");
    root.putNull("normalizer");
    root.set("pre_tokenizer", PreTokenizers.toJson(vocabulary.preTokenizer()));
    root.putNull("post_processor");
    root.set("decoder", PreTokenizers.byteLevel(true));
    ObjectNode model = root.putObject("model").put("type", "BPE");
    model.putNull("dropout").putNull("unk_token");
    model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
    model.put("fuse_unk", false).put("byte_fallback", false);
    model.put("ignore_merges", PreTokenizers.takesWholeWords(vocabulary.preTokenizer()));
    ObjectNode vocab = model.putObject("vocab");
    for (int id = 0; id < vocabulary.tokens().size(); id++) {
      String token = vocabulary.tokens().get(id);
      int type = vocabulary.types().get(id);
      if (vocab.has(token)) {
        throw new TokenizerException(
            "tokenizer.ggml.tokens: expected each token once, found '%s' twice".formatted(token));
      }
      vocab.put(token, id);
      if (type == GgufVocabulary.CONTROL || type == GgufVocabulary.USER_DEFINED) {
        addToken(added, id, token, type == GgufVocabulary.CONTROL);
      }
    }
    ArrayNode merges = model.putArray("merges");
    for (String merge : vocabulary.merges()) {
      int space = merge.indexOf(' ', 1);
      if (space < 0) {
        throw new TokenizerException(
            "tokenizer.ggml.merges: expected two tokens with a space between, found '%s'"
                .formatted(merge));
      }
      merges.addArray().add(merge.substring(0, space)).add(merge.substring(space + 1));
    }
    return JSON.writeValueAsBytes(root);
  }

  private static void addToken(ArrayNode added, int id, String content, boolean special) {
    ObjectNode token = added.addObject().put("id", id).put("content", content);
    token.put("single_word", false).put("lstrip", false).put("rstrip", false);
    token.put("normalized", false).put("special", special);
  }
}
