package dev.continuo.corpus.span;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.List;

/**
 * Spans of whole sentences, by ICU's sentence boundaries (Unicode annex 29) with its English list
 * of abbreviations that do not end one. A sentence that is too long alone is cut where a line may
 * break. Not thread-safe.
 */
final class Sentences {

  private final BreakIterator sentences =
      BreakIterator.getSentenceInstance(new ULocale("en-u-ss-standard"));
  private final BreakIterator lines = BreakIterator.getLineInstance(ULocale.ROOT);
  private final SpanUnit unit;
  private final int maximumBytes;

  Sentences(SpanRule rule) {
    unit = rule.unit();
    maximumBytes = rule.maximumBytes();
  }

  /**
   * The spans, in order: as many sentences each as fit, without the white space around them. The
   * end of a paragraph also ends a span, or one that is at least half full, as the unit says.
   */
  List<Range> spans(String text) {
    List<Range> spans = new ArrayList<>();
    Range open = new Range(0, 0);
    for (Range sentence : sentences(text)) {
      if (open.isEmpty()) {
        open = sentence;
      } else if (goesInto(open, sentence, text)) {
        open = new Range(open.start(), sentence.end());
      } else {
        spans.add(open);
        open = sentence;
      }
    }
    if (!open.isEmpty()) {
      spans.add(open);
    }
    return spans;
  }

  private boolean goesInto(Range open, Range sentence, String text) {
    if (new Range(open.start(), sentence.end()).utf8Bytes(text) > maximumBytes) {
      return false;
    }
    boolean newParagraph = text.substring(open.end(), sentence.start()).contains("\n\n");
    return !newParagraph
        || switch (unit) {
          case SENTENCES -> open.utf8Bytes(text) < maximumBytes / 2;
          case PARAGRAPHS -> false;
        };
  }

  private List<Range> sentences(String text) {
    List<Range> result = new ArrayList<>();
    sentences.setText(unwrapped(text));
    lines.setText(text);
    int start = sentences.first();
    for (int end = sentences.next(); end != BreakIterator.DONE; end = sentences.next()) {
      addFitting(text, new Range(start, end).strip(text), result);
      start = end;
    }
    return result;
  }

  /**
   * The text with spaces for single line breaks, which would end a sentence in mid-line otherwise.
   */
  private static String unwrapped(String text) {
    StringBuilder result = new StringBuilder(text);
    for (int i = 1; i + 1 < text.length(); i++) {
      if (text.charAt(i) == '\n' && text.charAt(i - 1) != '\n' && text.charAt(i + 1) != '\n') {
        result.setCharAt(i, ' ');
      }
    }
    return result.toString();
  }

  private void addFitting(String text, Range sentence, List<Range> result) {
    Range rest = sentence;
    while (!rest.isEmpty()) {
      Range piece = new Range(rest.start(), fittingEnd(text, rest)).strip(text);
      result.add(piece);
      rest = new Range(piece.end(), rest.end()).strip(text);
    }
  }

  /** The end of the longest beginning of a range that is short enough. */
  private int fittingEnd(String text, Range range) {
    if (range.utf8Bytes(text) <= maximumBytes) {
      return range.end();
    }
    int bytes = 0;
    int end = range.start();
    while (end < range.end()) {
      int next = end + Character.charCount(text.codePointAt(end));
      bytes += new Range(end, next).utf8Bytes(text);
      if (bytes > maximumBytes) {
        int breakAt = lines.isBoundary(end) ? end : lines.preceding(end);
        return breakAt > range.start() ? breakAt : end;
      }
      end = next;
    }
    return end;
  }
}
