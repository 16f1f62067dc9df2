package dev.continuo.corpus.span;

import dev.continuo.corpus.word.LuceneWords;
import dev.continuo.corpus.word.StandardWords;
import dev.continuo.corpus.word.WordSplitter;
import dev.continuo.corpus.word.Words;
import org.apache.lucene.analysis.icu.segmentation.DefaultICUTokenizerConfig;
import org.apache.lucene.analysis.icu.segmentation.ICUTokenizer;

/**
 * Where the words of a text start, by Lucene's tokenizers: by dictionary in Japanese, Thai and
 * their like, which ICU knows, by Unicode's standard elsewhere, so single characters in Chinese.
 * Not thread-safe.
 */
final class WordStarts {

  private static final int FIRST_BY_DICTIONARY = 0x0E00;

  private final WordSplitter standard = new StandardWords();
  private final WordSplitter dictionary =
      new LuceneWords(new ICUTokenizer(new DefaultICUTokenizerConfig(true, true)));
  private final Words words = new Words();

  /** The words, until the next text. */
  Words find(String text) {
    words.start(text);
    (needsDictionary(text) ? dictionary : standard).split(words);
    return words;
  }

  private static boolean needsDictionary(String text) {
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character >= FIRST_BY_DICTIONARY && (isKana(character) || isSoutheastAsian(character))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isKana(char character) {
    return isIn(character, 0x3041, 0x30FF)
        || isIn(character, 0x31F0, 0x31FF)
        || isIn(character, 0xFF66, 0xFF9D);
  }

  /** Whether a character is Thai, Lao, Burmese or Khmer. */
  private static boolean isSoutheastAsian(char character) {
    return isIn(character, FIRST_BY_DICTIONARY, 0x0EFF)
        || isIn(character, 0x1000, 0x109F)
        || isIn(character, 0x1780, 0x17FF)
        || isIn(character, 0xA9E0, 0xA9FF)
        || isIn(character, 0xAA60, 0xAA7F);
  }

  private static boolean isIn(char character, int first, int last) {
    return character >= first && character <= last;
  }
}
