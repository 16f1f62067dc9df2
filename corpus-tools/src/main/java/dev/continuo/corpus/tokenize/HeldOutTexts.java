package dev.continuo.corpus.tokenize;

import dev.continuo.corpus.document.Document;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** The texts of documents, except that every hundredth may be kept apart, up to a few megabytes. */
final class HeldOutTexts implements Iterator<String> {

  private static final int EVERY = 100;
  private static final long MOST_CHARS = 4L << 20;

  private final boolean keepsApart;
  private final List<String> texts = new ArrayList<>();
  private Iterator<Document> documents = Collections.emptyIterator();
  private long count;
  private long chars;

  /** All texts, or without those that are kept apart. */
  HeldOutTexts(boolean keepsApart) {
    this.keepsApart = keepsApart;
  }

  /** The documents to go through. */
  void read(Iterator<Document> source) {
    documents = source;
  }

  /** What was kept apart so far. */
  List<String> texts() {
    return texts;
  }

  @Override
  public boolean hasNext() {
    return documents.hasNext();
  }

  @Override
  public String next() {
    String text = documents.next().text();
    count++;
    if (keepsApart && count % EVERY == 0 && chars < MOST_CHARS && documents.hasNext()) {
      texts.add(text);
      chars += text.length();
      return next();
    }
    return text;
  }
}
