package dev.continuo.tokenizer.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.tokenizer.golden.Golden;
import dev.continuo.tokenizer.pretokenizer.PreTokenizer;
import dev.continuo.tokenizer.train.BytePairOptions;
import dev.continuo.tokenizer.train.BytePairTrainer;
import dev.continuo.tokenizer.train.CharacterTrainer;
import dev.continuo.tokenizer.train.TrainingProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The fast way gives the library's ids, on text that is made to part them. */
final class ReferenceFuzzTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final long CHARS = 60_000;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void idsAreThoseOfTheLibrary(PreTokenizer kind) throws IOException {
    Path file = write(learned(kind));
    assertThat(TokenizerFile.read(file).bytePair()).isPresent();
    assertThat(ReferenceFuzz.compare(file, 1, CHARS)).isGreaterThanOrEqualTo(CHARS);
  }

  @ParameterizedTest
  @EnumSource(names = {"GPT4", "QWEN"})
  void idsAreThoseOfTheLibraryWithEveryPartInUse(PreTokenizer kind) throws IOException {
    Path file = write(withEveryPart(learned(kind)));
    assertThat(TokenizerFile.read(file).bytePair()).isPresent();
    assertThat(ReferenceFuzz.compare(file, 2, CHARS)).isGreaterThanOrEqualTo(CHARS);
  }

  /** Every character that is not an ideograph or a Hangul syllable, where it might join others. */
  @Test
  void everyCharacterIsCutAndComposedAsInTheLibrary() throws IOException {
    List<String> texts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int codePoint = 1; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (Character.isDefined(codePoint) && !isPlain(codePoint)) {
        text.append("a\u0301")
            .appendCodePoint(codePoint)
            .append("\u0323 1")
            .appendCodePoint(codePoint);
      }
      if (text.length() > 200 || codePoint == Character.MAX_CODE_POINT) {
        texts.add(text.toString());
        text.setLength(0);
      }
    }
    assertThat(texts).hasSizeGreaterThan(1000);
    Path file = write(withEveryPart(learned(PreTokenizer.QWEN)));
    try (Tokenizer fast = Tokenizers.open(file);
        Tokenizer reference = Tokenizers.openReference(file)) {
      assertThat(fast.encodeAll(texts)).containsExactlyElementsOf(reference.encodeAll(texts));
    }
  }

  private static boolean isPlain(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.PRIVATE_USE
        || type == Character.SURROGATE
        || Character.isIdeographic(codePoint)
        || (codePoint >= 0xAC00 && codePoint < 0xD7A4);
  }

  @Test
  void charactersAreThoseOfTheLibrary() throws IOException {
    Path file = write(characters());
    assertThat(TokenizerFile.read(file).characters()).isPresent();
    assertThat(ReferenceFuzz.compare(file, 4, CHARS)).isGreaterThanOrEqualTo(CHARS);
  }

  @Test
  void charactersWithUnknownPartsAreLeftToTheLibrary() throws IOException {
    ObjectNode normalized = characters();
    normalized.set("normalizer", JSON.createObjectNode().put("type", "NFC"));
    ObjectNode added = characters();
    add((ArrayNode) added.get("added_tokens"), 5000, "the", false);
    ObjectNode special = characters();
    add((ArrayNode) special.get("added_tokens"), 5000, "é", false);
    ((ObjectNode) special.get("added_tokens").get(2)).put("special", true);
    ObjectNode other = characters();
    ((ObjectNode) other.get("pre_tokenizer")).put("behavior", "Removed");
    for (ObjectNode root : List.of(normalized, added, special, other)) {
      Path file = write(root);
      assertThat(TokenizerFile.read(file).characters()).isEmpty();
      ReferenceFuzz.compare(file, 5, 500);
    }
  }

  private ObjectNode characters() throws IOException {
    Path file = folder.resolve("characters.json");
    CharacterTrainer.train(
            List.of(Golden.text("english"), Golden.text("chinese"), Golden.text("emoji"))
                .iterator(),
            TrainingProgress.NONE)
        .write(file);
    return (ObjectNode) JSON.readTree(file.toFile());
  }

  @Test
  void whatIsNotKnownIsLeftToTheLibrary() throws IOException {
    ObjectNode root = learned(PreTokenizer.GPT2);
    assertUnknown(root.deepCopy().set("normalizer", JSON.createObjectNode().put("type", "NFKC")));
    ObjectNode prefix = root.deepCopy();
    ((ObjectNode) prefix.get("pre_tokenizer")).put("add_prefix_space", true);
    assertUnknown(prefix);
    ObjectNode stripped = withEveryPart(learned(PreTokenizer.GPT4));
    ((ObjectNode) stripped.get("added_tokens").get(1)).put("lstrip", true);
    assertUnknown(stripped);
    ObjectNode fallback = root.deepCopy();
    ((ObjectNode) fallback.get("model")).put("byte_fallback", true);
    assertUnknown(fallback);
    ObjectNode later = root.deepCopy();
    ((ObjectNode) later.get("model")).put("some_later_part", true);
    assertUnknown(later);
  }

  private void assertUnknown(JsonNode root) throws IOException {
    Path file = write((ObjectNode) root);
    assertThat(TokenizerFile.read(file).bytePair()).isEmpty();
    ReferenceFuzz.compare(file, 3, 500);
  }

  private ObjectNode learned(PreTokenizer kind) throws IOException {
    Path file = folder.resolve("learned.json");
    BytePairTrainer.train(
            List.of(Golden.text("english"), Golden.text("chinese"), Golden.text("emoji"))
                .iterator(),
            BytePairOptions.ofSize(900).withPreTokenizer(kind),
            TrainingProgress.NONE)
        .write(file);
    return (ObjectNode) JSON.readTree(file.toFile());
  }

  /** With composing, words that are tokens before merging, and tokens that are matched first. */
  private static ObjectNode withEveryPart(ObjectNode root) {
    root.set("normalizer", JSON.createObjectNode().put("type", "NFC"));
    ((ObjectNode) root.get("model")).put("ignore_merges", true);
    ObjectNode vocab = (ObjectNode) root.get("model").get("vocab");
    vocab.put("teh", vocab.size());
    ArrayNode added = (ArrayNode) root.get("added_tokens");
    add(added, vocab.size(), "<think>", false);
    add(added, vocab.size() + 1, "<think", false);
    add(added, vocab.size() + 2, "</think", true);
    add(added, vocab.size() + 3, "ing", true);
    return root;
  }

  private static void add(ArrayNode added, int id, String content, boolean normalized) {
    ObjectNode token = added.addObject().put("id", id).put("content", content);
    token.put("single_word", false).put("lstrip", false).put("rstrip", false);
    token.put("normalized", normalized).put("special", false);
  }

  private Path write(ObjectNode root) throws IOException {
    Path file = folder.resolve("tokenizer.json");
    JSON.writeValue(file.toFile(), root);
    return file;
  }
}
