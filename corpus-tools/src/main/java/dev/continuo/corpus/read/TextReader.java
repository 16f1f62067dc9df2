package dev.continuo.corpus.read;

import dev.continuo.corpus.document.GutenbergMarker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The documents of plain text, split by a {@link SplitRule}. Lines end with {@code \n}, and blank
 * lines around a document are left out.
 */
final class TextReader implements DocumentSource {

  private final SourceFile file;
  private final SplitRule rule;
  private final LineBytes lines;
  private final Utf8Bytes text;
  private int blankLines;
  private boolean lineWaits;
  private boolean started;
  private boolean outsideBook;
  private boolean aroundBook;
  private boolean open;

  /**
   * A reader.
   *
   * @param utf8 the text
   */
  TextReader(InputStream utf8, SourceFile file) {
    this.file = file;
    rule = file.options().split();
    lines = new LineBytes(utf8);
    text = new Utf8Bytes(file.options().maximumDocumentBytes());
  }

  @Override
  public ReadResult next() throws IOException {
    return readDocument() ? take() : ReadResult.ENDED;
  }

  /** Collects the bytes of the next document; false where there is none. */
  private boolean readDocument() throws IOException {
    open = false;
    if (!started) {
      started = true;
      outsideBook = GutenbergMarker.first(lines.ahead()).equals(Optional.of(GutenbergMarker.START));
    }
    if (lineWaits) {
      append();
    }
    while (lines.next()) {
      if (lines.startsLine() && lines.isBlank()) {
        blankLines++;
        continue;
      }
      if (open && startsDocument()) {
        lineWaits = true;
        return true;
      }
      append();
    }
    return open;
  }

  private void append() {
    if (open && lines.startsLine()) {
      text.append((byte) '\n', 1 + blankLines);
    }
    text.append(lines.bytes(), lines.start(), lines.end());
    followBook();
    blankLines = 0;
    lineWaits = false;
    open = true;
  }

  /** Whether the document, up to here, stands around the book of its file. */
  private void followBook() {
    aroundBook = outsideBook && (aroundBook || !open);
    if (lines.startsLine() && lines.end() > lines.start() && lines.bytes()[lines.start()] == '*') {
      GutenbergMarker.of(piece())
          .ifPresent(
              mark -> {
                outsideBook = mark == GutenbergMarker.END;
                aroundBook = false;
              });
    }
  }

  private boolean startsDocument() {
    boolean startsLine = lines.startsLine();
    return switch (rule) {
      case SplitRule.Auto() ->
          startsLine
              ? blankLines >= 2
                  || (blankLines >= 1 && text.hasCharacters(SplitRule.Auto.BLANK_LINE_CHARACTERS))
                  || text.hasCharacters(SplitRule.Auto.LINE_CHARACTERS)
              : text.hasCharacters(SplitRule.Auto.WORD_CHARACTERS - pieceCharacters() + 1);
      case SplitRule.WholeFile() -> false;
      case SplitRule.Paragraphs() -> startsLine && blankLines >= 1;
      case SplitRule.Lines() -> startsLine;
      case SplitRule.StartPattern(var pattern) -> startsLine && pattern.matcher(piece()).find();
    };
  }

  private int pieceCharacters() {
    return Utf8Bytes.characters(lines.bytes(), lines.start(), lines.end());
  }

  private String piece() {
    int length = lines.end() - lines.start();
    return new String(lines.bytes(), lines.start(), length, StandardCharsets.UTF_8);
  }

  private ReadResult take() {
    try {
      return text.overflowed()
          ? file.loseTooLong()
          : file.take(text.array(), 0, text.length(), aroundBook);
    } finally {
      text.clear();
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
