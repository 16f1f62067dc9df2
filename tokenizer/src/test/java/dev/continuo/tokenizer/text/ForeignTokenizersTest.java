package dev.continuo.tokenizer.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.tokenizer.decoder.StreamingDecoder;
import dev.continuo.tokenizer.golden.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokenizers that others made, of all kinds that are supported. */
final class ForeignTokenizersTest {

  private static final JsonNode GOLDEN = Golden.json("foreign");

  @TempDir Path folder;

  @TestFactory
  List<DynamicTest> idsAndTextsAreThoseOfTheReference() {
    return GOLDEN.properties().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(), () -> compare(entry.getKey(), entry.getValue())))
        .toList();
  }

  private void compare(String name, JsonNode golden) throws IOException {
    try (Tokenizer tokenizer = open(name)) {
      assertThat(tokenizer.vocabularySize()).isEqualTo(golden.get("size").intValue());
      for (int i = 0; i < golden.get("texts").size(); i++) {
        int[] ids = Golden.ids(golden.get("ids").get(i));
        String decoded = golden.get("decoded").get(i).textValue();
        assertThat(tokenizer.encode(golden.get("texts").get(i).textValue())).isEqualTo(ids);
        assertThat(tokenizer.decode(ids)).isEqualTo(decoded);
        assertThat(Streams.decode(tokenizer, ids)).isEqualTo(decoded);
      }
    }
  }

  /** Wherever a text is cut, except inside a character, its second part has text of its own. */
  @TestFactory
  List<DynamicTest> whatFollowsATextDecodesToTheRest() {
    return GOLDEN.properties().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> cut(entry.getKey())))
        .toList();
  }

  private void cut(String name) throws IOException {
    int compared = 0;
    try (Tokenizer tokenizer = open(name)) {
      for (JsonNode text : GOLDEN.get(name).get("texts")) {
        int[] ids = tokenizer.encode(text.textValue());
        String whole = tokenizer.decode(ids);
        for (int cut = 0; cut <= Math.min(ids.length, 100); cut++) {
          int[] first = Arrays.copyOf(ids, cut);
          String begun = tokenizer.decode(first);
          if (whole.startsWith(begun)) {
            StreamingDecoder decoder = tokenizer.decoderAfter(first);
            StringBuilder rest = new StringBuilder();
            for (int i = cut; i < ids.length; i++) {
              rest.append(decoder.next(ids[i]));
            }
            assertThat(begun + rest + decoder.flush()).isEqualTo(whole);
            compared++;
          }
        }
      }
    }
    assertThat(compared).isGreaterThan(20);
  }

  /** Thousands of tokens, so that the older ones must have been forgotten. */
  @ParameterizedTest
  @ValueSource(strings = {"metaspace", "wordpiece", "unigram"})
  void longTextStreamsAsItDecodes(String name) throws IOException {
    String text = String.join(" ", Golden.lines("english").subList(0, 60)) + "  汉字 😀 naïve  ";
    try (Tokenizer tokenizer = open(name)) {
      int[] ids = tokenizer.encode(text.repeat(2));
      assertThat(ids).hasSizeGreaterThan(2_000);
      assertThat(Streams.decode(tokenizer, ids)).isEqualTo(tokenizer.decode(ids));
      int[] words = tokenizer.encode(String.join(" ", Golden.lines("english").subList(0, 60)));
      int[] shuffled = ids.clone();
      Random random = new Random(1);
      for (int i = 0; i < shuffled.length; i++) {
        shuffled[i] = words[random.nextInt(words.length)];
      }
      assertThat(Streams.decode(tokenizer, shuffled)).isEqualTo(tokenizer.decode(shuffled));
    }
  }

  /** Half of the tokens are bytes, which are text or broken only as a whole run. */
  @ParameterizedTest
  @ValueSource(strings = {"metaspace", "wordpiece", "unigram"})
  void anyIdsStreamAsTheyDecode(String name) throws IOException {
    Random random = new Random(2);
    try (Tokenizer tokenizer = open(name)) {
      for (int round = 0; round < 300; round++) {
        int[] ids = new int[random.nextInt(100)];
        for (int i = 0; i < ids.length; i++) {
          boolean asBefore = i > 0 && random.nextInt(3) > 0;
          int from = random.nextBoolean() ? 3 : tokenizer.vocabularySize() / 2;
          ids[i] = asBefore ? byteAfter(ids[i - 1]) : from + random.nextInt(256);
        }
        assertThat(Streams.decode(tokenizer, ids)).isEqualTo(tokenizer.decode(ids));
      }
    }
  }

  /** Ids 3 to 258 are the bytes of "metaspace"; this makes whole and broken characters likely. */
  private static int byteAfter(int id) {
    return id >= 3 + 0xC2 && id < 3 + 0xF5 ? 3 + 0x81 : 3 + 0xE6;
  }

  @Test
  void aRunOfBytesIsShownWhenItHasEnded() throws IOException {
    try (Tokenizer tokenizer = open("metaspace")) {
      StreamingDecoder decoder = tokenizer.streamingDecoder();
      int a = tokenizer.encode("a")[0];
      assertThat(decoder.next(a)).isEmpty();
      assertThat(decoder.next(3 + 0xE6)).isEqualTo(tokenizer.decode(new int[] {a}));
      assertThat(decoder.next(3 + 0xB1)).isEmpty();
      assertThat(decoder.next(3 + 0x89)).isEmpty();
      assertThat(decoder.next(3 + 0xE6)).isEmpty();
      assertThat(decoder.flush()).isEqualTo("\uFFFD\uFFFD\uFFFD\uFFFD");
      assertThat(decoder.next(3 + 0xE6)).isEmpty();
      assertThat(decoder.next(3 + 0xB1)).isEmpty();
      assertThat(decoder.next(3 + 0x89)).isEmpty();
      assertThat(decoder.next(a)).isEqualTo("汉");
    }
  }

  /**
   * The decoders that files may name, also those that are not known to look at neighbours alone.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{'type': 'BPEDecoder', 'suffix': 'e'}",
        "{'type': 'CTC', 'pad_token': '<pad>', 'word_delimiter_token': 'e', 'cleanup': true}",
        "{'type': 'Sequence', 'decoders': [{'type': 'Fuse'}, {'type': 'Replace',"
            + " 'pattern': {'String': 'th'}, 'content': 'b'}]}",
        "{'type': 'Sequence', 'decoders': [{'type': 'Fuse'}, {'type': 'Strip',"
            + " 'content': 't', 'start': 2, 'stop': 0}]}"
      })
  void everyDecoderStreamsAsItDecodes(String decoder) throws IOException {
    ObjectNode root = (ObjectNode) GOLDEN.get("wordpiece").get("tokenizer").deepCopy();
    root.set("decoder", new JsonMapper().readTree(decoder.replace('\'', '"')));
    Path file = Files.writeString(folder.resolve("decoder.json"), root.toString());
    Random random = new Random(3);
    try (Tokenizer tokenizer = Tokenizers.open(file)) {
      for (int round = 0; round < 50; round++) {
        int[] ids = random.ints(round * 4L, 0, tokenizer.vocabularySize()).toArray();
        assertThat(Streams.decode(tokenizer, ids)).isEqualTo(tokenizer.decode(ids));
      }
    }
  }

  @Test
  void namesOfSpecialTokensAreText() throws IOException {
    try (Tokenizer tokenizer = open("added")) {
      int[] specials = {0, 301, 302};
      String text = "x<|endoftext|>y<|start|><|stop|>";
      int[] ids = tokenizer.encode(text);
      assertThat(ids).doesNotContain(specials);
      assertThat(tokenizer.decode(ids)).isEqualTo(text);
      assertThat(tokenizer.decode(specials)).isEmpty();
      assertThat(tokenizer.decode(new int[] {300})).isEqualTo("<think>");
      assertThat(tokenizer.tokenByteLengths()).endsWith(7, 0, 0);
      assertThat(tokenizer.specialTokens())
          .isEqualTo(Map.of("<|endoftext|>", 0, "<|start|>", 301, "<|stop|>", 302));
      assertThat(tokenizer.encodeWithSpecials("<|stop|><|start|>")).containsExactly(302, 301);
    }
  }

  private Tokenizer open(String name) throws IOException {
    Path file = folder.resolve(name + ".json");
    Files.writeString(file, GOLDEN.get(name).get("tokenizer").toString());
    return Tokenizers.open(file);
  }
}
