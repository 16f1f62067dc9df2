package dev.continuo.corpus.word;

import java.util.Arrays;

/** A text and where its words are; reused from document to document. */
public final class Words {

  private char[] text = new char[1 << 12];
  private int length;
  private int[] starts = new int[1 << 10];
  private int[] ends = new int[1 << 10];
  private int count;

  /** Begins with another text, without words yet. */
  public void start(String newText) {
    length = newText.length();
    if (text.length < length) {
      text = new char[Math.max(length, 2 * text.length)];
    }
    newText.getChars(0, length, text, 0);
    count = 0;
  }

  void add(int start, int end) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    starts[count] = start;
    ends[count++] = end;
  }

  public char[] text() {
    return text;
  }

  /** The characters of the text. */
  public int length() {
    return length;
  }

  /** The number of words. */
  public int count() {
    return count;
  }

  public int start(int word) {
    return starts[word];
  }

  public int end(int word) {
    return ends[word];
  }

  /** The characters of a word. */
  public int length(int word) {
    return ends[word] - starts[word];
  }
}
