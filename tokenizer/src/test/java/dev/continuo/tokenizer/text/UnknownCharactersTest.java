package dev.continuo.tokenizer.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.tokenizer.decoder.StreamingDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class UnknownCharactersTest {

  /** What a tokenizer does with characters that it lacks. */
  private enum Kind {
    EACH,
    FUSED,
    LEFT_OUT
  }

  @Test
  void theirBytesGoToTheTokensInTheirPlace() {
    assertThat(bytes(Kind.EACH, "ab漢字éab")).containsExactly(1, 1, 3, 3, 2, 1, 1);
    assertThat(bytes(Kind.EACH, "漢a字")).containsExactly(3, 1, 3);
    assertThat(bytes(Kind.FUSED, "ab漢字éab漢")).containsExactly(1, 1, 8, 1, 1, 3);
    assertThat(bytes(Kind.LEFT_OUT, "ab漢字éab漢")).containsExactly(1, 9, 1, 4);
    assertThat(bytes(Kind.LEFT_OUT, "漢ab")).containsExactly(4, 1);
    assertThat(bytes(Kind.EACH, "🌹a")).containsExactly(4, 1);
  }

  @Test
  void theyAreCounted() {
    for (Kind kind : Kind.values()) {
      assertThat(find(kind, "ab漢字éab漢").characters()).as(kind.name()).isEqualTo(4);
      assertThat(find(kind, "abab").characters()).isZero();
      assertThat(find(kind, "漢字").characters()).isEqualTo(2);
    }
  }

  @Test
  void aNoteNamesTheFirst() {
    for (Kind kind : Kind.values()) {
      try (Letters letters = new Letters(kind)) {
        UnknownCharacterNote note = new UnknownCharacterNote(letters);
        assertThat(note.ofText("prompt", "abab")).isEmpty();
        assertThat(note.ofText("prompt", "")).isEmpty();
        assertThat(note.ofText("prompt", "ab漢"))
            .contains(
                "prompt: 1 of 3 characters is not in the vocabulary, so the model cannot read it:"
                    + " 漢 (U+6F22); use a model whose vocabulary has them all");
        assertThat(note.ofText("prompt", "漢\u0301字漢\uD800🌹äö").orElseThrow())
            .startsWith("prompt: 8 of 8 characters are")
            .contains("漢 (U+6F22), U+0301, 字 (U+5B57), \uFFFD (U+FFFD), 🌹 (U+1F339), …;");
      }
    }
  }

  private static int[] bytes(Kind kind, String text) {
    return find(kind, text).tokenBytes();
  }

  private static UnknownCharacters.Found find(Kind kind, String text) {
    try (Letters letters = new Letters(kind)) {
      return new UnknownCharacters(letters).find(text, letters.encode(text));
    }
  }

  /** The letters of ASCII as tokens, and one for all else. */
  private record Letters(Kind kind) implements Tokenizer {

    private static final int UNKNOWN = 128;

    @Override
    public int[] encode(String text) {
      List<Integer> ids = new ArrayList<>();
      text.codePoints().forEach(character -> add(character, ids));
      return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    private void add(int character, List<Integer> ids) {
      if (character < UNKNOWN) {
        ids.add(character);
      } else if (kind == Kind.EACH
          || (kind == Kind.FUSED && (ids.isEmpty() || ids.getLast() != UNKNOWN))) {
        ids.add(UNKNOWN);
      }
    }

    @Override
    public List<int[]> encodeAll(List<String> texts) {
      return texts.stream().map(this::encode).toList();
    }

    @Override
    public String decode(int[] ids) {
      StringBuilder text = new StringBuilder();
      Arrays.stream(ids).filter(id -> id < UNKNOWN).forEach(text::appendCodePoint);
      return text.toString();
    }

    @Override
    public StreamingDecoder streamingDecoder() {
      return new StreamingDecoder() {
        @Override
        public String next(int id) {
          return decode(new int[] {id});
        }

        @Override
        public String flush() {
          return "";
        }
      };
    }

    @Override
    public int vocabularySize() {
      return UNKNOWN + 1;
    }

    @Override
    public int[] tokenByteLengths() {
      int[] lengths = new int[UNKNOWN + 1];
      Arrays.fill(lengths, 0, UNKNOWN, 1);
      return lengths;
    }

    @Override
    public OptionalInt endOfText() {
      return OptionalInt.empty();
    }

    @Override
    public OptionalInt unknown() {
      return kind == Kind.LEFT_OUT ? OptionalInt.empty() : OptionalInt.of(UNKNOWN);
    }

    @Override
    public void close() {}
  }
}
