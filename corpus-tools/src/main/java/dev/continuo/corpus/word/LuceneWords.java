package dev.continuo.corpus.word;

import java.io.CharArrayReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;

/** The tokens of a Lucene tokenizer that hold a letter or digit. */
public final class LuceneWords implements WordSplitter {

  private final Tokenizer tokenizer;
  private final OffsetAttribute offset;

  public LuceneWords(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
    offset = tokenizer.addAttribute(OffsetAttribute.class);
  }

  @Override
  public void split(Words words) {
    split(words, 0, words.length());
  }

  /** Adds the words of a part of the text. */
  void split(Words words, int start, int end) {
    try (tokenizer) {
      tokenizer.setReader(new CharArrayReader(words.text(), start, end - start));
      tokenizer.reset();
      while (tokenizer.incrementToken()) {
        int from = start + offset.startOffset();
        int to = start + offset.endOffset();
        if (isWord(words.text(), from, to)) {
          words.add(from, to);
        }
      }
      tokenizer.end();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isWord(char[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (Character.isLetterOrDigit(text[i]) || Character.isSurrogate(text[i])) {
        return true;
      }
    }
    return false;
  }
}
