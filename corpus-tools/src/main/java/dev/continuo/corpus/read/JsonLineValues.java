package dev.continuo.corpus.read;

import java.io.IOException;

/** The lines of JSON Lines. */
final class JsonLineValues implements JsonValues {

  private final LineBytes pieces;
  private final Utf8Bytes line;

  JsonLineValues(LineBytes pieces, int maximum) {
    this.pieces = pieces;
    line = new Utf8Bytes(maximum);
  }

  @Override
  public boolean next() throws IOException {
    line.clear();
    boolean found = false;
    while (pieces.next()) {
      found = true;
      line.append(pieces.bytes(), pieces.start(), pieces.end());
      if (pieces.endsLine()) {
        break;
      }
    }
    return found;
  }

  @Override
  public Utf8Bytes bytes() {
    return line;
  }

  @Override
  public boolean areTexts() {
    return true;
  }

  @Override
  public boolean endsEarly() {
    return false;
  }

  @Override
  public void close() throws IOException {
    pieces.close();
  }
}
