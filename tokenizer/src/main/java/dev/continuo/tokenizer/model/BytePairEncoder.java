package dev.continuo.tokenizer.model;

import dev.continuo.tokenizer.pretokenizer.WordScanner;
import dev.continuo.tokenizer.unicode.Utf8Buffer;
import org.jspecify.annotations.Nullable;

/** Encodes text with a byte-pair vocabulary. Not thread-safe: each thread takes one of its own. */
public final class BytePairEncoder {

  private final WordScanner scanner;
  private final int[] byteIds;
  private final @Nullable WholeWords wholeWords;
  private final WordMerger merger;
  private final WordCache cache = new WordCache();
  private final Utf8Buffer utf8 = new Utf8Buffer();
  private char[] chars = new char[1 << 10];
  private int[] ids = new int[1 << 8];

  public BytePairEncoder(BytePairVocabulary vocabulary) {
    scanner = vocabulary.preTokenizer.scanner();
    byteIds = vocabulary.byteIds;
    wholeWords = vocabulary.wholeWords;
    merger = new WordMerger(vocabulary.merges);
  }

  /** Adds the ids of a text to a list; an unpaired surrogate counts as U+FFFD. */
  public void encode(String text, IdList target) {
    int length = text.length();
    if (chars.length < length) {
      chars = new char[length + (length >> 2)];
    }
    text.getChars(0, length, chars, 0);
    char[] all = chars;
    int start = 0;
    while (start < length) {
      int end = scanner.end(all, start, length);
      if (end - start <= WordCache.LONGEST) {
        long hash = WordCache.hash(all, start, end);
        if (!cache.find(hash, all, start, end, target)) {
          int count = encodeWord(all, start, end);
          cache.keep(hash, all, start, end, ids, count);
          target.add(ids, 0, count);
        }
      } else {
        int count = encodeWord(all, start, end);
        target.add(ids, 0, count);
      }
      start = end;
    }
  }

  /** Puts the ids of a word at the front of {@code ids} and returns their number. */
  private int encodeWord(char[] text, int start, int end) {
    int size = utf8.encode(text, start, end);
    byte[] bytes = utf8.bytes();
    if (size > ids.length) {
      ids = new int[size + (size >> 2)];
    }
    if (wholeWords != null) {
      int id = wholeWords.id(bytes, size);
      if (id >= 0) {
        ids[0] = id;
        return 1;
      }
    }
    for (int i = 0; i < size; i++) {
      ids[i] = byteIds[bytes[i] & 0xFF];
    }
    return merger.merge(ids, size);
  }
}
