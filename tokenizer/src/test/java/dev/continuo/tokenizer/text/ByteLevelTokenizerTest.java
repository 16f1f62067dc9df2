package dev.continuo.tokenizer.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.tokenizer.golden.Golden;
import dev.continuo.tokenizer.pretokenizer.PreTokenizer;
import dev.continuo.tokenizer.pretokenizer.TextSplitter;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A vocabulary that was learned here, used for text of every kind. */
final class ByteLevelTokenizerTest {

  @Test
  void longTextIsCutWhereNoTokenIsCut() {
    String text =
        (Golden.text("english") + Golden.text("chinese") + Golden.text("emoji")).repeat(4);
    assertThat(TextSplitter.pieces(text, true)).hasSizeGreaterThan(4);
    for (PreTokenizer kind : PreTokenizer.values()) {
      int[] whole = Learned.library(kind).encode(text);
      assertThat(Learned.tokenizer(kind).encode(text)).isEqualTo(whole);
    }
  }

  @Test
  void idsWithoutTokensDecodeToNothing() {
    int[] ids = {-1, Learned.SIZE, Integer.MAX_VALUE, 0};
    assertThat(Learned.tokenizer(PreTokenizer.QWEN).decode(ids)).isEmpty();
    assertThat(Streams.decode(Learned.tokenizer(PreTokenizer.QWEN), ids)).isEmpty();
  }

  @Test
  void severalThreadsMayEncode() {
    Tokenizer tokenizer = Learned.tokenizer(PreTokenizer.GPT2);
    String text = Golden.text("english");
    int[] ids = tokenizer.encode(text);
    assertThat(IntStream.range(0, 16).parallel().mapToObj(i -> tokenizer.encode(text)))
        .allSatisfy(other -> assertThat(other).isEqualTo(ids));
  }
}
