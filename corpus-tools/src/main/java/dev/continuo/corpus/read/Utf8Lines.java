package dev.continuo.corpus.read;

import dev.continuo.corpus.document.CorpusException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a UTF-8 file, strictly decoded, in bounded memory: a line longer than {@value
 * #LONGEST_PIECE} characters comes in pieces, cut between words where it has any.
 */
final class Utf8Lines implements Closeable {

  /**
   * A line, or a piece of one.
   *
   * @param startsLine whether a line begins with it
   */
  record Piece(String text, boolean startsLine) {}

  static final int LONGEST_PIECE = 4_000;

  private static final int BUFFER = 1 << 16;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final Path file;
  private final FileChannel channel;
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).limit(0);
  private final CharBuffer characters = CharBuffer.allocate(BUFFER).limit(0);
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final StringBuilder line = new StringBuilder();
  private long decodedBytes;
  private boolean ended;
  private boolean startsLine = true;
  private boolean afterCarriageReturn;

  Utf8Lines(Path file) throws IOException {
    this.file = file;
    channel = FileChannel.open(file, StandardOpenOption.READ);
  }

  /** The next line without its line break, or the next piece of a long one; null at the end. */
  @Nullable Piece next() throws IOException {
    while (characters.hasRemaining() || fill()) {
      char character = characters.get();
      boolean secondHalf = afterCarriageReturn && character == '\n';
      afterCarriageReturn = character == '\r';
      if (secondHalf) {
        continue;
      }
      if (character == '\n' || character == '\r') {
        return take(line.length(), true);
      }
      line.append(character);
      if (line.length() > LONGEST_PIECE) {
        return take(longLineCut(), false);
      }
    }
    return line.isEmpty() ? null : take(line.length(), true);
  }

  /** The bytes read so far. */
  long bytesRead() {
    return decodedBytes;
  }

  private Piece take(int length, boolean endsLine) {
    Piece piece = new Piece(line.substring(0, length), startsLine);
    line.delete(0, length);
    startsLine = endsLine;
    return piece;
  }

  private int longLineCut() {
    int cut = Math.max(line.lastIndexOf(" "), line.lastIndexOf("。")) + 1;
    if (cut >= LONGEST_PIECE / 2) {
      return cut;
    }
    return Character.isHighSurrogate(line.charAt(LONGEST_PIECE - 1))
        ? LONGEST_PIECE - 1
        : LONGEST_PIECE;
  }

  /** Decodes more of the file; false where there is no more. */
  private boolean fill() throws IOException {
    characters.clear();
    while (!ended && characters.position() == 0) {
      bytes.compact();
      boolean last = channel.read(bytes) < 0;
      bytes.flip();
      long start = decodedBytes;
      CoderResult result = decoder.decode(bytes, characters, last);
      decodedBytes = start + bytes.position();
      check(result, start);
      ended = last && !bytes.hasRemaining();
    }
    boolean first = decodedBytes == bytes.position();
    characters.flip();
    if (first && characters.hasRemaining() && characters.get(0) == BYTE_ORDER_MARK) {
      characters.position(1);
    }
    return characters.hasRemaining() || (!ended && fill());
  }

  private void check(CoderResult result, long start) {
    for (int i = 0; i < characters.position(); i++) {
      if (characters.get(i) == 0) {
        CharBuffer before = characters.duplicate().flip().limit(i);
        throw new CorpusException(
            file
                + ": byte "
                + (start + StandardCharsets.UTF_8.encode(before).remaining())
                + ": expected text, found a zero byte: this is a binary file or UTF-16");
      }
    }
    if (result.isError()) {
      throw new CorpusException(
          file
              + ": byte "
              + decodedBytes
              + ": expected UTF-8, found other bytes; convert the file, e.g. with"
              + " iconv -f LATIN1 -t UTF-8 or iconv -f GB18030 -t UTF-8");
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
