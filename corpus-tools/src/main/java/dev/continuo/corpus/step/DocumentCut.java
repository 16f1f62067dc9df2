package dev.continuo.corpus.step;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.document.Document;

/**
 * A document of which the end is held out and the rest trained on.
 *
 * @param number of the document
 * @param share of its characters that is held out, about
 */
record DocumentCut(long number, double share) {

  /** At least half of the document stays. */
  static final double MOST = 0.5;

  /** The beginning, which is trained on. */
  Document beginning(Document whole) {
    return whole.withText(whole.text().substring(0, place(whole)).stripTrailing());
  }

  /** The end, which is held out. */
  Document end(Document whole) {
    return whole.withText(whole.text().substring(place(whole)).stripLeading());
  }

  /**
   * Where the end begins: behind a line's end, or else white space, that is at most half of the end
   * before the place that the share says; there where there is none.
   */
  private int place(Document whole) {
    String text = whole.text();
    if (text.codePointCount(0, text.length()) < 2) {
      throw new CorpusException(
          whole.id() + ": expected text to train on, found one character; add text");
    }
    int held = Math.clamp(Math.round(text.length() * share), 1, text.length() - 1);
    int wanted = text.length() - held;
    int first = Math.max(wanted - held / 2, 1);
    int lineEnd = text.lastIndexOf('\n', wanted - 1);
    if (lineEnd >= first) {
      return lineEnd + 1;
    }
    for (int place = wanted; place > first; place--) {
      if (Character.isWhitespace(text.charAt(place - 1))) {
        return place;
      }
    }
    if (!Character.isLowSurrogate(text.charAt(wanted))) {
      return wanted;
    }
    return wanted > 1 ? wanted - 1 : wanted + 1;
  }
}
