package dev.continuo.tokenizer.gguf;

import dev.continuo.tokenizer.json.TokenizerException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A byte-level byte-pair vocabulary as a GGUF file holds it, under {@code tokenizer.ggml.model =
 * gpt2}.
 *
 * @param preTokenizer llama.cpp's name of the regular expression that cuts text into words
 * @param tokens the tokens by id, their bytes in GPT-2's alphabet
 * @param types what each token is: one of the constants here
 * @param merges pairs of tokens, each pair with a space between, the first learned first
 * @param json the whole {@code tokenizer.json}, where the lists say less than it
 * @param addsBos whether a token stands in front of every text, where the file says so
 * @param bos that begin-of-sequence token
 */
public record GgufVocabulary(
    String preTokenizer,
    List<String> tokens,
    List<Integer> types,
    List<String> merges,
    Optional<String> json,
    Optional<Boolean> addsBos,
    OptionalInt bos) {

  /** {@code tokenizer.ggml.model} of such vocabularies. */
  public static final String MODEL = "gpt2";

  static final int NORMAL = 1;
  static final int UNKNOWN = 2;
  static final int CONTROL = 3;
  static final int USER_DEFINED = 4;
  static final int UNUSED = 5;

  public GgufVocabulary {
    tokens = List.copyOf(tokens);
    types = types.isEmpty() ? Collections.nCopies(tokens.size(), NORMAL) : List.copyOf(types);
    merges = List.copyOf(merges);
    if (types.size() != tokens.size()) {
      throw new TokenizerException(
          String.format(
              Locale.ROOT,
              "tokenizer.ggml.token_type: expected a type for each of %d tokens, found %d",
              tokens.size(),
              types.size()));
    }
  }

  /** A vocabulary that says nothing about a begin-of-sequence token. */
  public GgufVocabulary(
      String preTokenizer,
      List<String> tokens,
      List<Integer> types,
      List<String> merges,
      Optional<String> json) {
    this(preTokenizer, tokens, types, merges, json, Optional.empty(), OptionalInt.empty());
  }

  /** The same vocabulary with unused tokens at its end, for a model that has more ids. */
  public GgufVocabulary paddedTo(int size) {
    List<String> allTokens = new ArrayList<>(tokens);
    List<Integer> allTypes = new ArrayList<>(types);
    while (allTokens.size() < size) {
      allTokens.add("[PAD" + allTokens.size() + "]");
      allTypes.add(UNUSED);
    }
    return new GgufVocabulary(preTokenizer, allTokens, allTypes, merges, json, addsBos, bos);
  }
}
