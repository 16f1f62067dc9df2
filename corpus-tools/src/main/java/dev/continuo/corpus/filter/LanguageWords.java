package dev.continuo.corpus.filter;

import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.word.LuceneWords;
import dev.continuo.corpus.word.StandardWords;
import dev.continuo.corpus.word.WordSplitter;
import dev.continuo.corpus.word.Words;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.analysis.cn.smart.HMMChineseTokenizer;
import org.apache.lucene.analysis.icu.segmentation.ICUTokenizer;
import org.apache.lucene.analysis.ja.JapaneseTokenizer;

/** Finds the words of documents with the Lucene tokenizer of their language. Not thread-safe. */
final class LanguageWords {

  private final Map<String, WordSplitter> splitters = new HashMap<>();
  private final Words words = new Words();

  /** The words of a document; valid until the next call. */
  Words of(Document document) {
    return of(document.text(), document.language());
  }

  Words of(String text, String language) {
    words.start(text);
    String kind = LanguageTraits.hasSpaces(language) ? "" : language;
    splitters.computeIfAbsent(kind, LanguageWords::splitter).split(words);
    return words;
  }

  private static WordSplitter splitter(String language) {
    return switch (language) {
      case "zh" -> new LuceneWords(new HMMChineseTokenizer());
      case "ja" ->
          new LuceneWords(new JapaneseTokenizer(null, true, JapaneseTokenizer.Mode.NORMAL));
      case "" -> new StandardWords();
      default -> new LuceneWords(new ICUTokenizer());
    };
  }
}
