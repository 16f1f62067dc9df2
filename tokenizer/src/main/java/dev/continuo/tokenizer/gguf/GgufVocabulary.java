package dev.continuo.tokenizer.gguf;

import dev.continuo.tokenizer.json.TokenizerException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A vocabulary as a GGUF file holds it.
 *
 * @param model its kind, {@code tokenizer.ggml.model}: one of {@link #MODELS}
 * @param preTokenizer llama.cpp's name of the regular expression that cuts text into words
 * @param tokens the tokens by id; of byte-level byte pairs their bytes in GPT-2's alphabet
 * @param types what each token is: one of the constants here
 * @param scores of SentencePiece, which of two neighbours become one token first: the greater
 * @param merges pairs of tokens, each pair with a space between, the first learned first
 * @param json the whole {@code tokenizer.json}, where the lists say less than it
 * @param roles what the file says about single tokens
 */
public record GgufVocabulary(
    String model,
    String preTokenizer,
    List<String> tokens,
    List<Integer> types,
    List<Float> scores,
    List<String> merges,
    Optional<String> json,
    GgufRoles roles) {

  /** Byte-level byte pairs. */
  public static final String BYTE_LEVEL = "gpt2";

  /** SentencePiece's byte pairs, which are merged by their scores. */
  public static final String SENTENCE_PIECE = "llama";

  /** SentencePiece's byte pairs, which are merged in the order of a list. */
  public static final String SENTENCE_PIECE_MERGES = "gemma4";

  /** The longest tokens first, of words in lower case or not. */
  public static final String WORD_PIECE = "bert";

  /** The kinds that can be opened. */
  public static final Set<String> MODELS =
      Set.of(BYTE_LEVEL, SENTENCE_PIECE, SENTENCE_PIECE_MERGES, WORD_PIECE);

  static final int NORMAL = 1;
  static final int UNKNOWN = 2;
  static final int CONTROL = 3;
  static final int USER_DEFINED = 4;
  static final int UNUSED = 5;
  static final int BYTE = 6;

  public GgufVocabulary {
    tokens = List.copyOf(tokens);
    types = types.isEmpty() ? Collections.nCopies(tokens.size(), NORMAL) : List.copyOf(types);
    scores = List.copyOf(scores);
    merges = List.copyOf(merges);
    requireAll("token_type", "a type", tokens, types);
    if (!scores.isEmpty()) {
      requireAll("scores", "a score", tokens, scores);
    }
  }

  /** Byte-level byte pairs of a file that says nothing more. */
  public GgufVocabulary(
      String preTokenizer,
      List<String> tokens,
      List<Integer> types,
      List<String> merges,
      Optional<String> json) {
    this(BYTE_LEVEL, preTokenizer, tokens, types, List.of(), merges, json, GgufRoles.NONE);
  }

  /** The same vocabulary with other roles. */
  public GgufVocabulary withRoles(GgufRoles newRoles) {
    return new GgufVocabulary(model, preTokenizer, tokens, types, scores, merges, json, newRoles);
  }

  /** The same vocabulary with unused tokens at its end, for a model that has more ids. */
  public GgufVocabulary paddedTo(int size) {
    List<String> allTokens = new ArrayList<>(tokens);
    List<Integer> allTypes = new ArrayList<>(types);
    List<Float> allScores = new ArrayList<>(scores);
    while (allTokens.size() < size) {
      allTokens.add("[PAD" + allTokens.size() + "]");
      allTypes.add(UNUSED);
      if (!scores.isEmpty()) {
        allScores.add(0f);
      }
    }
    return new GgufVocabulary(
        model, preTokenizer, allTokens, allTypes, allScores, merges, json, roles);
  }

  /** What llama.cpp, which does not know the {@code tokenizer.json}, does differently. */
  public Optional<String> difference() {
    return json.isPresent() && types.contains(UNKNOWN)
        ? Optional.of(
            "llama.cpp has no token for a character that the vocabulary lacks: it leaves out what is "
                + tokens.get(types.indexOf(UNKNOWN))
                + " here")
        : Optional.empty();
  }

  private static void requireAll(String key, String what, List<String> tokens, List<?> values) {
    if (values.size() != tokens.size()) {
      throw new TokenizerException(
          String.format(
              Locale.ROOT,
              "tokenizer.ggml.%s: expected %s for each of %d tokens, found %d",
              key,
              what,
              tokens.size(),
              values.size()));
    }
  }
}
