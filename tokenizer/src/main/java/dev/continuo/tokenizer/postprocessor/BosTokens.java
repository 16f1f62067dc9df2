package dev.continuo.tokenizer.postprocessor;

import java.util.Arrays;

/**
 * The tokens that a vocabulary puts in front of every text: often one begin-of-sequence (BOS)
 * token, mostly none.
 */
public final class BosTokens {

  /** No tokens. */
  public static final BosTokens NONE = new BosTokens(new int[0], "");

  private final int[] ids;
  private final String name;

  /** Some tokens, and what they are called together. */
  public BosTokens(int[] ids, String name) {
    this.ids = ids.clone();
    this.name = name;
  }

  /** The tokens. */
  public int[] ids() {
    return ids.clone();
  }

  /** The first of the tokens, or -1 where there are none. */
  public int first() {
    return ids.length == 0 ? -1 : ids[0];
  }

  /** The number of tokens. */
  public int length() {
    return ids.length;
  }

  /** What the tokens are called together: {@code <s>}, or nothing where there are none. */
  public String name() {
    return name;
  }

  /** A text without the name at its start. */
  public String removedFrom(String text) {
    return text.startsWith(name) ? text.substring(name.length()) : text;
  }

  /** The tokens in front of those of a text. */
  public int[] before(int[] text) {
    int[] all = Arrays.copyOf(ids, ids.length + text.length);
    System.arraycopy(text, 0, all, ids.length, text.length);
    return all;
  }

  /** How many tokens at the start of a text are these: all of them or none. */
  public int lengthIn(int[] text) {
    boolean there =
        text.length >= ids.length && Arrays.equals(ids, Arrays.copyOf(text, ids.length));
    return there ? ids.length : 0;
  }

  /**
   * The last tokens of a longer text, a given number in all: preceded by these if the text begins
   * with them and there is room for both.
   */
  public int[] last(int[] text, int count) {
    if (text.length <= count) {
      return text;
    }
    int[] last = Arrays.copyOfRange(text, text.length - count, text.length);
    int kept = lengthIn(text);
    if (kept < count) {
      System.arraycopy(ids, 0, last, 0, kept);
    }
    return last;
  }
}
