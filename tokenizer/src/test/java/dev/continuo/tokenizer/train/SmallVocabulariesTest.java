package dev.continuo.tokenizer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.tokenizer.files.FileException;
import dev.continuo.tokenizer.golden.Golden;
import dev.continuo.tokenizer.json.TokenizerException;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SmallVocabulariesTest {

  @TempDir Path folder;

  @Test
  void charactersAreNumberedByCodePoint() {
    try (Tokenizer tokenizer = open(characters(List.of("b汉\n", "a😀b")))) {
      assertThat(tokenizer.vocabularySize()).isEqualTo(7);
      assertThat(tokenizer.encode("\nab汉😀")).containsExactly(2, 3, 4, 5, 6);
      assertThat(tokenizer.encode("aXb")).containsExactly(3, 1, 4);
      assertThat(tokenizer.decode(new int[] {6, 0, 1, 5, 2})).isEqualTo("😀汉\n");
      assertThat(tokenizer.tokenByteLengths()).containsExactly(0, 0, 1, 1, 1, 3, 4);
      assertThat(tokenizer.endOfText()).hasValue(0);
    }
  }

  @Test
  void charactersGiveTextBack() {
    for (String corpus : List.of("english", "chinese", "code", "emoji", "random")) {
      try (Tokenizer tokenizer = open(characters(Golden.lines(corpus)))) {
        String text = Golden.text(corpus);
        int[] ids = tokenizer.encode(text);
        assertThat(ids).hasSize(text.codePointCount(0, text.length()));
        assertThat(tokenizer.decode(ids)).isEqualTo(text);
      }
    }
  }

  @Test
  void bytesAreTokens() {
    try (Tokenizer tokenizer = open(ByteVocabulary.create())) {
      String text = "The cat\n汉字 😀";
      int[] ids = tokenizer.encode(text);
      assertThat(tokenizer.vocabularySize()).isEqualTo(257);
      assertThat(ids).hasSize(text.getBytes(StandardCharsets.UTF_8).length);
      assertThat(tokenizer.decode(ids)).isEqualTo(text);
    }
  }

  @Test
  void charactersNeedText() {
    assertThatThrownBy(() -> characters(List.of(""))).isInstanceOf(TokenizerException.class);
  }

  @Test
  void anUnwritableFileIsNamed() {
    Path nowhere = folder.resolve("missing/tokenizer.json");
    assertThatThrownBy(() -> ByteVocabulary.create().write(nowhere))
        .isInstanceOf(FileException.class)
        .hasMessageStartingWith(
            nowhere.resolveSibling(Tokenizers.CONFIG_NAME) + ": cannot be written");
  }

  private static TrainedTokenizer characters(List<String> documents) {
    return CharacterTrainer.train(documents.iterator(), TrainingProgress.NONE);
  }

  private Tokenizer open(TrainedTokenizer trained) {
    Path file = folder.resolve("tokenizer.json");
    trained.write(file);
    return Tokenizers.open(file);
  }
}
