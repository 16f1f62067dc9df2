package dev.continuo.tokenizer.gguf;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.tokenizer.json.TokenizerException;
import dev.continuo.tokenizer.json.TokenizerJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * SentencePiece's byte pairs as a {@code tokenizer.json}: spaces are written {@code ▁}, there are
 * no words, and the bytes of a character that is no token are tokens like {@code <0x0A>}.
 *
 * <p>A GGUF file holds a score for each token instead of a list of merges. Each way to make a token
 * of two others is a merge, and those of greater scores come first, as in transformers' conversion:
 * of {@code a, b, c, ab (-1), abc (-2)} the merges are {@code a b, ab c}.
 */
final class SentencePieceJson {

  /** Tokens of more characters are refused, so that the merges of a file can be counted. */
  private static final int MOST_CHARACTERS = 256;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String SPACE = "▁";

  private final GgufVocabulary vocabulary;

  /** The tokens that merging may meet, and their ids. */
  private final Map<String, Integer> mergeable = new HashMap<>();

  private SentencePieceJson(GgufVocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  static ObjectNode of(GgufVocabulary vocabulary) {
    return new SentencePieceJson(vocabulary).json();
  }

  private ObjectNode json() {
    boolean byScores = vocabulary.model().equals(GgufVocabulary.SENTENCE_PIECE);
    boolean addsSpace = vocabulary.roles().addsSpace().orElse(byScores);
    ObjectNode root = TokenizerJson.bytePairs(NODES.objectNode(), decoder(addsSpace), false);
    root.putNull("pre_tokenizer").set("normalizer", normalizer(addsSpace));
    ObjectNode model = (ObjectNode) root.path("model");
    model
        .put("fuse_unk", true)
        .put("byte_fallback", vocabulary.types().contains(GgufVocabulary.BYTE));
    ObjectNode vocab = (ObjectNode) model.path("vocab");
    for (int id = 0; id < vocabulary.tokens().size(); id++) {
      add(id, vocab, root);
    }
    GgufTokenizers.unknown(vocabulary).ifPresent(name -> model.put("unk_token", name));
    ArrayNode merges = (ArrayNode) model.path("merges");
    if (byScores) {
      merges(merges);
    } else {
      GgufTokenizers.addMerges(vocabulary, merges);
    }
    return root;
  }

  /** Spaces of a token that users defined are found where text has {@code ▁} for them. */
  private void add(int id, ObjectNode vocab, ObjectNode root) {
    String written = vocabulary.tokens().get(id);
    int type = vocabulary.types().get(id);
    boolean defined = type == GgufVocabulary.USER_DEFINED;
    String token = defined ? written.replace(" ", SPACE) : written;
    GgufTokenizers.addOnce(vocab, token, id);
    boolean special = type == GgufVocabulary.CONTROL || type == GgufVocabulary.UNKNOWN;
    if (defined && token.contains(SPACE)) {
      TokenizerJson.addNormalizedToken(root, id, token);
    } else if (special || defined) {
      TokenizerJson.addToken(root, id, token, special);
    }
    if (!special && type != GgufVocabulary.BYTE) {
      mergeable.put(token, id);
    }
  }

  private record Merge(String left, String right, float score) {
    int leftLength() {
      return left.codePointCount(0, left.length());
    }

    int rightLength() {
      return right.codePointCount(0, right.length());
    }
  }

  private void merges(ArrayNode target) {
    List<Merge> all = new ArrayList<>();
    if (vocabulary.scores().isEmpty() && !vocabulary.tokens().isEmpty()) {
      throw new TokenizerException(
          String.format(
              Locale.ROOT,
              "tokenizer.ggml.scores: expected a score for each of %d tokens, found none",
              vocabulary.tokens().size()));
    }
    mergeable.keySet().stream()
        .sorted(Comparator.comparingInt(this::idOf))
        .forEach(token -> all.addAll(mergesOf(token)));
    all.sort(
        Comparator.comparingDouble(Merge::score)
            .thenComparingInt(Merge::leftLength)
            .thenComparingInt(Merge::rightLength)
            .reversed());
    all.forEach(merge -> target.addArray().add(merge.left()).add(merge.right()));
  }

  private List<Merge> mergesOf(String token) {
    int id = idOf(token);
    float score = vocabulary.scores().get(id);
    if (Float.isNaN(score)) {
      throw new TokenizerException(
          "tokenizer.ggml.scores: expected a number for token " + id + ", found NaN");
    }
    if (token.length() > MOST_CHARACTERS) {
      throw new TokenizerException(
          String.format(
              Locale.ROOT,
              "tokenizer.ggml.tokens: expected at most %d characters in token %d, found %d",
              MOST_CHARACTERS,
              id,
              token.length()));
    }
    List<Merge> merges = new ArrayList<>();
    for (int end = 1; end < token.length(); end++) {
      if (!Character.isLowSurrogate(token.charAt(end))) {
        String left = token.substring(0, end);
        String right = token.substring(end);
        if (mergeable.containsKey(left) && mergeable.containsKey(right)) {
          merges.add(new Merge(left, right, score));
        }
      }
    }
    merges.sort(
        Comparator.comparingInt((Merge merge) -> idOf(merge.left()))
            .thenComparingInt(merge -> idOf(merge.right())));
    return merges;
  }

  private int idOf(String token) {
    return mergeable.getOrDefault(token, -1);
  }

  private static ObjectNode normalizer(boolean addsSpace) {
    ObjectNode replace = replace(" ", SPACE);
    if (!addsSpace) {
      return replace;
    }
    ObjectNode sequence = NODES.objectNode().put("type", "Sequence");
    ObjectNode prepend = NODES.objectNode().put("type", "Prepend").put("prepend", SPACE);
    sequence.putArray("normalizers").add(prepend).add(replace);
    return sequence;
  }

  private static ObjectNode decoder(boolean addsSpace) {
    ObjectNode sequence = NODES.objectNode().put("type", "Sequence");
    ArrayNode steps = sequence.putArray("decoders").add(replace(SPACE, " "));
    steps.addObject().put("type", "ByteFallback");
    steps.addObject().put("type", "Fuse");
    if (addsSpace) {
      ObjectNode strip = steps.addObject().put("type", "Strip").put("content", " ");
      strip.put("start", 1).put("stop", 0);
    }
    return sequence;
  }

  private static ObjectNode replace(String from, String to) {
    ObjectNode replace = NODES.objectNode().put("type", "Replace");
    replace.putObject("pattern").put("String", from);
    return replace.put("content", to);
  }
}
