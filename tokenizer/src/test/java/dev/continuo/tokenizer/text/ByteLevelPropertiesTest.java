package dev.continuo.tokenizer.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.tokenizer.pretokenizer.PreTokenizer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for any text and any ids. */
final class ByteLevelPropertiesTest {

  @Property
  void decodingUndoesEncoding(@ForAll String text, @ForAll PreTokenizer kind) {
    Tokenizer tokenizer = Learned.tokenizer(kind);
    String valid = new String(repaired(text), StandardCharsets.UTF_8);
    int[] ids = tokenizer.encode(text);
    assertThat(tokenizer.decode(ids)).isEqualTo(valid);
    assertThat(tokenizer.encodeAll(List.of(text, "x")).getFirst()).isEqualTo(ids);
    int[] lengths = tokenizer.tokenByteLengths();
    assertThat(Arrays.stream(ids).map(id -> lengths[id]).sum()).isEqualTo(repaired(text).length);
  }

  @Property
  void streamingIsDecoding(
      @ForAll @Size(max = 40) List<@IntRange(max = Learned.SIZE) Integer> list) {
    int[] ids = list.stream().mapToInt(Integer::intValue).toArray();
    Tokenizer tokenizer = Learned.tokenizer(PreTokenizer.GPT2);
    assertThat(Streams.decode(tokenizer, ids)).isEqualTo(tokenizer.decode(ids));
  }

  /** Bytes alone, so that most sequences are broken UTF-8. */
  @Property
  void brokenTextDecodesAsInTheLibrary(
      @ForAll @Size(max = 12) List<@IntRange(min = 1, max = 256) Integer> list) {
    int[] ids = list.stream().mapToInt(Integer::intValue).toArray();
    String expected =
        Learned.library(PreTokenizer.GPT2).decode(Arrays.stream(ids).asLongStream().toArray());
    assertThat(Learned.tokenizer(PreTokenizer.GPT2).decode(ids)).isEqualTo(expected);
    assertThat(Streams.decode(Learned.tokenizer(PreTokenizer.GPT2), ids)).isEqualTo(expected);
  }

  /** The text's UTF-8, unpaired surrogates as U+FFFD. */
  private static byte[] repaired(String text) {
    return text.codePoints()
        .map(codePoint -> codePoint >= 0xD800 && codePoint < 0xE000 ? 0xFFFD : codePoint)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }
}
