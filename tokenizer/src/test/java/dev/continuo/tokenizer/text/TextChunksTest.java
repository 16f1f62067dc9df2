package dev.continuo.tokenizer.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.tokenizer.golden.Golden;
import dev.continuo.tokenizer.model.IdList;
import dev.continuo.tokenizer.pretokenizer.PreTokenizer;
import dev.continuo.tokenizer.unicode.WellFormed;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TextChunksTest {

  @Test
  void theIdsOfTheChunksAreThoseOfTheText() {
    String text =
        (Golden.text("english") + Golden.text("chinese") + Golden.text("emoji")).repeat(40);
    for (PreTokenizer kind : PreTokenizer.values()) {
      Tokenizer tokenizer = Learned.tokenizer(kind);
      assertThat(tokenizer.encodesChunks()).isTrue();
      IdList ids = new IdList();
      TextChunks chunks = new TextChunks(new StringReader(text));
      int count = 0;
      for (; chunks.hasNext(); count++) {
        ids.add(tokenizer.encode(chunks.next()));
      }
      assertThat(count).isGreaterThan(1);
      assertThat(ids.toArray()).isEqualTo(tokenizer.encode(text));
    }
  }

  @Test
  void textWithoutPlacesIsCutBetweenCharacters() {
    String text = "x" + "😀".repeat(1 << 20);
    List<String> chunks = new ArrayList<>();
    new TextChunks(new StringReader(text)).forEachRemaining(chunks::add);
    assertThat(chunks).hasSizeGreaterThan(1).allMatch(chunk -> WellFormed.of(chunk).equals(chunk));
    assertThat(String.join("", chunks)).isEqualTo(text);
  }

  @Test
  void noTextHasNoChunks() {
    assertThat(new TextChunks(new StringReader("")).hasNext()).isFalse();
  }
}
