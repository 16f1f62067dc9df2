package dev.continuo.tokenizer.gguf;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.tokenizer.files.Scratch;
import dev.continuo.tokenizer.files.WholeFile;
import dev.continuo.tokenizer.format.TokenizerJson;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.TokenizerException;
import dev.continuo.tokenizer.text.Tokenizers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
      Scratch scratch = Scratch.temporary();
      Path file = scratch.path().resolve(Tokenizers.FILE_NAME);
      try {
        WholeFile.write(file, toJson(vocabulary));
        return Tokenizers.open(file);
      } catch (TokenizerException e) {
        String message = String.valueOf(e.getMessage()).replace(file + ": ", "");
        throw new TokenizerException(source + ": " + message, e);
      } finally {
        scratch.delete();
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
    String name = vocabulary.preTokenizer();
    ObjectNode root =
        TokenizerJson.bytePairs(PreTokenizers.of(name), PreTokenizers.takesWholeWords(name));
    ObjectNode vocab = (ObjectNode) root.path("model").path("vocab");
    for (int id = 0; id < vocabulary.tokens().size(); id++) {
      String token = vocabulary.tokens().get(id);
      int type = vocabulary.types().get(id);
      if (vocab.has(token)) {
        throw new TokenizerException(
            "tokenizer.ggml.tokens: expected each token once, found '%s' twice".formatted(token));
      }
      vocab.put(token, id);
      if (type == GgufVocabulary.CONTROL || type == GgufVocabulary.USER_DEFINED) {
        TokenizerJson.addToken(root, id, token, type == GgufVocabulary.CONTROL);
      }
    }
    ArrayNode merges = (ArrayNode) root.path("model").path("merges");
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
}
