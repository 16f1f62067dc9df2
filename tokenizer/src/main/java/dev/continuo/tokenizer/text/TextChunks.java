package dev.continuo.tokenizer.text;

import dev.continuo.tokenizer.pretokenizer.TextSplitter;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * A text of any length in chunks to be encoded one after the other. They end between words, where
 * no token crosses, unless there is no such place in a million characters.
 */
public final class TextChunks implements Iterator<String> {

  /** The length in chars that chunks aim at. */
  private static final int CHUNK = 1 << 20;

  private final Reader reader;
  private final char[] buffer = new char[1 << 16];
  private final StringBuilder waiting = new StringBuilder();
  private boolean ended;

  public TextChunks(Reader reader) {
    this.reader = reader;
  }

  @Override
  public boolean hasNext() {
    fill();
    return !waiting.isEmpty();
  }

  @Override
  public String next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    int end = ended && waiting.length() <= CHUNK ? waiting.length() : cut();
    String chunk = waiting.substring(0, end);
    waiting.delete(0, end);
    return chunk;
  }

  private void fill() {
    try {
      while (!ended && waiting.length() <= CHUNK) {
        int read = reader.read(buffer, 0, buffer.length);
        if (read < 0) {
          ended = true;
        } else {
          waiting.append(buffer, 0, read);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int cut() {
    int last = Math.min(CHUNK, waiting.length() - 1);
    for (int i = last; i > 0; i--) {
      if (TextSplitter.isBetweenWords(waiting, i)) {
        return i;
      }
    }
    return Character.isLowSurrogate(waiting.charAt(last)) ? last - 1 : last;
  }
}
