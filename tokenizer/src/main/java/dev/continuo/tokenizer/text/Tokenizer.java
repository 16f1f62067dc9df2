package dev.continuo.tokenizer.text;

import dev.continuo.tokenizer.decoder.StreamingDecoder;
import dev.continuo.tokenizer.postprocessor.BosTokens;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Turns text into token ids and back. Safe for use by several threads. */
public interface Tokenizer extends AutoCloseable {

  /** The name of the special token that ends a document. */
  String END_OF_TEXT = "<|endoftext|>";

  /**
   * The token ids of a text. A special token's name inside the text is encoded as plain text, no
   * special tokens are added, and an unpaired surrogate counts as U+FFFD.
   */
  int[] encode(String text);

  /**
   * The token ids of a text in which the names of special tokens stand for these tokens; those of
   * {@link #encode} where there are none.
   */
  default int[] encodeWithSpecials(String text) {
    return encode(text);
  }

  /** The tokens that the vocabulary puts in front of every text that a model reads. */
  default BosTokens bosTokens() {
    return BosTokens.NONE;
  }

  /**
   * The token ids of a text that a model is to continue: the {@link #bosTokens}, then those of
   * {@link #encode}. A text that already begins with the name of the BOS tokens has them once.
   */
  default int[] encodePrompt(String text) {
    return bosTokens().before(encode(bosTokens().removedFrom(text)));
  }

  /** The token ids of each text, in order, as {@link #encode} gives them. */
  List<int[]> encodeAll(List<String> texts);

  /** Whether the ids of {@link TextChunks}, joined, are those of the whole text. */
  default boolean encodesChunks() {
    return false;
  }

  /**
   * The text of some token ids; special tokens and ids without a token are left out, broken UTF-8
   * becomes U+FFFD.
   */
  String decode(int[] ids);

  /** A decoder that takes one token at a time and never shows half a character. */
  StreamingDecoder streamingDecoder();

  /**
   * A decoder of what follows a text: what comes first in a text may decode in another way than
   * what follows.
   */
  default StreamingDecoder decoderAfter(int[] text) {
    return new ContinuationDecoder(this, text);
  }

  /** A token's text after another token; alone it may lose its space. */
  default String decodeAfter(int last, int id) {
    String before = decode(new int[] {last});
    String both = decode(new int[] {last, id});
    return !before.isEmpty() && both.startsWith(before)
        ? both.substring(before.length())
        : decode(new int[] {id});
  }

  /** The number of ids, special tokens included: every id is in {@code [0, vocabularySize)}. */
  int vocabularySize();

  /**
   * The UTF-8 bytes that each id stands for, 0 for special tokens: what bits per byte are counted
   * over.
   */
  int[] tokenByteLengths();

  /** The id of {@link #END_OF_TEXT}, where the vocabulary has one. */
  OptionalInt endOfText();

  /** The id that stands for what the vocabulary lacks, where it lacks anything and has one. */
  default OptionalInt unknown() {
    return OptionalInt.empty();
  }

  /** Whether no text has a character that the vocabulary lacks, as with a token for every byte. */
  default boolean hasAllCharacters() {
    return false;
  }

  /** The names of the special tokens, and their ids. */
  default Map<String, Integer> specialTokens() {
    return Map.of();
  }

  @Override
  void close();
}
