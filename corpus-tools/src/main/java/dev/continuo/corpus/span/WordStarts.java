package dev.continuo.corpus.span;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.icu.segmentation.DefaultICUTokenizerConfig;
import org.apache.lucene.analysis.icu.segmentation.ICUTokenizer;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;

/**
 * Where the words of a text start, by Lucene's ICU tokenizer: words by dictionary in Japanese, Thai
 * and their like, single characters in Chinese. Not thread-safe.
 */
final class WordStarts {

  private final Words characters = new Words(false);
  private final Words dictionary = new Words(true);

  /** The offsets, in order. */
  List<Integer> find(String text) {
    return (text.codePoints().anyMatch(WordStarts::isKana) ? dictionary : characters).find(text);
  }

  private static boolean isKana(int codePoint) {
    Character.UnicodeScript script = Character.UnicodeScript.of(codePoint);
    return script == Character.UnicodeScript.HIRAGANA || script == Character.UnicodeScript.KATAKANA;
  }

  private static final class Words {

    private final ICUTokenizer tokenizer;
    private final OffsetAttribute offset;

    Words(boolean chineseAndJapaneseByDictionary) {
      tokenizer =
          new ICUTokenizer(new DefaultICUTokenizerConfig(chineseAndJapaneseByDictionary, true));
      offset = tokenizer.addAttribute(OffsetAttribute.class);
    }

    List<Integer> find(String text) {
      List<Integer> starts = new ArrayList<>();
      try (tokenizer) {
        tokenizer.setReader(new StringReader(text));
        tokenizer.reset();
        while (tokenizer.incrementToken()) {
          starts.add(offset.startOffset());
        }
        tokenizer.end();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return starts;
    }
  }
}
