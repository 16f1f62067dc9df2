package dev.continuo.corpus.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.corpus.read.ReadListener;
import dev.continuo.corpus.read.ReadOptions;
import dev.continuo.corpus.read.SplitRule;
import dev.continuo.tokenizer.files.OutputException;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import dev.continuo.tokenizer.train.BytePairOptions;
import dev.continuo.tokenizer.train.TrainingProgress;
import dev.continuo.tokenizer.train.VocabularyKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTrainingTest {

  @TempDir Path folder;

  @Test
  void everyHundredthDocumentIsMeasuredAndNotLearned() throws IOException {
    String lines = "abab\n".repeat(99) + "xy\n" + "abab\n".repeat(50);
    LearnedTokenizer learned = lines(lines).kind(VocabularyKind.CHAR).into(json());
    assertThat(learned.mergeCount()).isZero();
    assertThat(learned.compression().bytes()).isEqualTo(2);
    try (Tokenizer tokenizer = Tokenizers.open(json())) {
      assertThat(tokenizer.decode(tokenizer.encode("abx"))).startsWith("ab").doesNotContain("x");
    }
  }

  @Test
  void anotherTextIsMeasuredWhereItIsNamed() throws IOException {
    Path other = Files.writeString(folder.resolve("other.txt"), "ababab");
    LearnedTokenizer learned =
        lines("abab\nabab\n").bytePairs(BytePairOptions.ofSize(258)).measuredOn(other).into(json());
    assertThat(learned.vocabularySize()).isEqualTo(258);
    assertThat(learned.mergeCount()).isEqualTo(1);
    assertThat(learned.compression().bytesPerToken()).isEqualTo(2);
  }

  @Test
  void neitherAnInputNorAnotherFileIsReplaced() throws IOException {
    Path text = Files.writeString(json(), "abab");
    assertThatThrownBy(() -> TokenizerTraining.on(List.of(text)).overwrite().into(text))
        .isInstanceOf(OutputException.class)
        .hasMessageContaining("one of the inputs");
    assertThatThrownBy(() -> lines("abab").into(text))
        .isInstanceOf(OutputException.class)
        .hasMessageContaining("overwrite");
    assertThat(text).hasContent("abab");
  }

  @Test
  void aCancelledTrainingWritesNothing() throws IOException {
    TrainingProgress cancelled =
        new TrainingProgress() {
          @Override
          public boolean cancelled() {
            return true;
          }
        };
    assertThatThrownBy(() -> lines("abab").into(json(), ReadListener.strict(), cancelled))
        .hasMessageContaining("cancel");
    assertThat(json()).doesNotExist();
  }

  private TokenizerTraining lines(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("lines.txt"), text);
    return TokenizerTraining.on(List.of(file))
        .reading(ReadOptions.DEFAULT.withSplit(new SplitRule.Lines()));
  }

  private Path json() {
    return folder.resolve("tokenizer.json");
  }
}
