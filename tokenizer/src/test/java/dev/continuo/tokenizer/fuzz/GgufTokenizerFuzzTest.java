package dev.continuo.tokenizer.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.continuo.tokenizer.gguf.GgufRoles;
import dev.continuo.tokenizer.gguf.GgufTokenizers;
import dev.continuo.tokenizer.gguf.GgufVocabulary;
import dev.continuo.tokenizer.json.TokenizerException;
import dev.continuo.tokenizer.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Vocabularies as GGUF files hold them: a line with the name of the pre-tokenizer, after that of
 * another model and a space where it is not byte-level byte pairs, lines of a type and a token
 * each, an empty line, and lines with a merge each. The score of a token is the length of its line.
 */
class GgufTokenizerFuzzTest {

  private static final String TEXT = "The quick <|endoftext|> 123 brøwn\n\n 狐 end";

  @FuzzTest(maxDuration = "10m")
  void isOpenedOrRefused(byte[] bytes) {
    List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    List<String> tokens = new ArrayList<>();
    List<Integer> types = new ArrayList<>();
    int line = 1;
    for (; line < lines.size() && !lines.get(line).isEmpty(); line++) {
      types.add(lines.get(line).charAt(0) - '0');
      tokens.add(lines.get(line).substring(1));
    }
    List<String> merges = lines.subList(Math.min(lines.size(), line + 1), lines.size());
    String names = lines.isEmpty() ? "" : lines.getFirst();
    String model =
        names.contains(" ") ? names.substring(0, names.indexOf(' ')) : GgufVocabulary.BYTE_LEVEL;
    String preTokenizer = names.substring(names.indexOf(' ') + 1);
    List<Float> scores = tokens.stream().map(token -> (float) -token.length()).toList();
    GgufVocabulary vocabulary =
        new GgufVocabulary(
            model, preTokenizer, tokens, types, scores, merges, Optional.empty(), GgufRoles.NONE);
    try (Tokenizer tokenizer = GgufTokenizers.open(Path.of("fuzz.gguf"), vocabulary)) {
      for (int id : tokenizer.encode(TEXT)) {
        if (id < 0 || id >= tokenizer.vocabularySize()) {
          throw new AssertionError("an id beyond the vocabulary: " + id);
        }
      }
      tokenizer.decode(tokenizer.encodeWithSpecials(TEXT));
    } catch (TokenizerException e) {
      if (String.valueOf(e.getMessage()).contains("\n")) {
        throw new AssertionError("expected one line", e);
      }
    }
  }
}
