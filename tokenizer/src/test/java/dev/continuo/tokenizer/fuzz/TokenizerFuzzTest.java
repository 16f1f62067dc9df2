package dev.continuo.tokenizer.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.continuo.tokenizer.json.TokenizerException;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class TokenizerFuzzTest {

  private static final String TEXT = "The quick <|endoftext|> 123 brøwn\n\n 狐 🦊\uD83E end";

  @FuzzTest(maxDuration = "10m")
  void isReadOrRefused(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("continuo-fuzz-", ".json");
    try {
      Files.write(file, bytes);
      try (Tokenizer tokenizer = Tokenizers.open(file)) {
        for (int id : tokenizer.encode(TEXT)) {
          if (id < 0 || id >= tokenizer.vocabularySize()) {
            throw new AssertionError("an id beyond the vocabulary: " + id);
          }
        }
        tokenizer.decode(tokenizer.encodeWithSpecials(TEXT));
      }
    } catch (TokenizerException e) {
      if (String.valueOf(e.getMessage()).contains("\n")) {
        throw new AssertionError("expected one line", e);
      }
    } finally {
      Files.delete(file);
    }
  }
}
