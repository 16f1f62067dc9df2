package dev.continuo.corpus.read;

import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.GutenbergMarker;
import dev.continuo.tokenizer.unicode.Utf8;
import dev.continuo.tokenizer.unicode.WellFormed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file that a {@link Format} reads. It makes the documents and numbers them, and drops those that
 * are too long or hold bytes that are not text.
 */
public final class SourceFile {

  static final char REPLACEMENT = '\uFFFD';

  private static final Map<String, String> AROUND_BOOK =
      Map.of(GutenbergMarker.AROUND_BOOK, "true");

  private final Source source;
  private final FileStart start;
  private final CountedStream onDisk;
  private final InputStream content;
  private final ReadOptions options;
  private final Consumer<Charset> guessed;
  private String unit = "document";
  private @Nullable Utf8Stream stream;
  private long number;

  /**
   * A file.
   *
   * @param onDisk its bytes
   * @param content what they are uncompressed
   * @param guessed hears of an encoding that was not stated
   */
  SourceFile(
      Source source,
      FileStart start,
      CountedStream onDisk,
      InputStream content,
      ReadOptions options,
      Consumer<Charset> guessed) {
    this.source = source;
    this.start = start;
    this.onDisk = onDisk;
    this.content = content;
    this.options = options;
    this.guessed = guessed;
  }

  /** Where it is, for formats that do not read it from its first byte to its last. */
  public Path path() {
    return source.path();
  }

  /** How files become documents. */
  public ReadOptions options() {
    return options;
  }

  /** Its bytes, uncompressed. */
  public InputStream bytes() {
    return content;
  }

  /** Its bytes as UTF-8, transcoded from the encoding that is stated or recognized. */
  public InputStream utf8() {
    return utf8(content, options.encoding());
  }

  /** The bytes of the file as UTF-8, which is said to be in an encoding. */
  InputStream utf8(InputStream bytes, Optional<Charset> encoding) {
    Utf8Stream utf8 = new Utf8Stream(bytes, encoding, guessed);
    stream = utf8;
    return utf8;
  }

  FileStart start() {
    return start;
  }

  /** Counts all its bytes as read, for a format that reads them from the path. */
  void countWhole() throws IOException {
    var _ = onDisk.skip(Long.MAX_VALUE);
  }

  /** Sets what messages call a document, such as {@code line}. */
  public void callDocuments(String newUnit) {
    unit = newUnit;
  }

  /** The next document. */
  public ReadResult document(String text) {
    return document(text, Map.of());
  }

  /**
   * The next document, with what else is known of it. It is lost if it is longer than the options
   * allow, or if it has zero bytes or characters that are none.
   */
  public ReadResult document(String text, Map<String, String> metadata) {
    if (Utf8.bytes(text, 0, text.length()) > options.maximumDocumentBytes()) {
      return loseTooLong();
    }
    if (text.indexOf(0) >= 0) {
      return loseBinary();
    }
    number++;
    return WellFormed.is(text)
        ? found(new Document(id(), text, metadata))
        : invalid(text, metadata);
  }

  /**
   * The next document is lost.
   *
   * @param reason a short name, under which the report counts it
   * @param message what was expected, what was found and what to do next
   */
  public ReadResult lost(String reason, String message) {
    number++;
    return drop(reason, message);
  }

  /** Counts a place without a document, such as a blank line. */
  public ReadResult skipNumber() {
    number++;
    return ReadResult.SKIPPED;
  }

  /** The next document, of UTF-8 bytes, if it is not dropped. */
  ReadResult take(byte[] bytes, int start, int length) {
    return take(bytes, start, length, false);
  }

  /** The next document, which may stand around a book. */
  ReadResult take(byte[] bytes, int start, int length, boolean aroundBook) {
    String text = new String(bytes, start, length, StandardCharsets.UTF_8);
    if (text.indexOf(0) >= 0) {
      return loseBinary();
    }
    number++;
    if (text.indexOf(REPLACEMENT) >= 0 && !isUtf8(bytes, start, length)) {
      return invalid(text, aroundBook ? AROUND_BOOK : Map.of());
    }
    return found(new Document(id(), text, aroundBook ? AROUND_BOOK : Map.of()));
  }

  private String id() {
    return source.name() + "#" + number;
  }

  /**
   * The next document, of decoded text, if it is not dropped.
   *
   * @param damaged whether some of it replaces bytes that were no characters
   */
  ReadResult take(String text, boolean damaged) {
    number++;
    return damaged || !WellFormed.is(text)
        ? invalid(text, Map.of())
        : found(new Document(id(), text));
  }

  /** The next document is longer than the options allow. */
  ReadResult loseTooLong() {
    return lost(
        "too-long",
        String.format(
            Locale.ROOT,
            "expected at most %d bytes, found more; raise the limit of a document or split it",
            options.maximumDocumentBytes()));
  }

  /** The next document has bytes that do not occur in text. */
  ReadResult loseBinary() {
    return lost("binary", "expected text, found a zero byte; repair it, or leave it out");
  }

  private static ReadResult found(Document document) {
    return new ReadResult.Found(document, false);
  }

  private ReadResult invalid(String text, Map<String, String> metadata) {
    if (stream != null && stream.isUnrecognized()) {
      return drop(
          "unknown-encoding",
          "expected UTF-8 or another encoding that can be recognized, found neither; state the"
              + " encoding, e.g. GB18030 or ISO-8859-1");
    }
    if (options.invalidBytes() == InvalidBytes.DROP) {
      return drop(
          "invalid-bytes",
          "expected characters, found bytes that are none in the file's encoding; state"
              + " the encoding, or have invalid bytes replaced");
    }
    return new ReadResult.Found(new Document(id(), WellFormed.of(text), metadata), true);
  }

  private ReadResult drop(String reason, String message) {
    return new ReadResult.Lost(
        new ReadProblem(source.name(), unit + " " + number, reason, message));
  }

  static boolean isUtf8(byte[] bytes, int start, int length) {
    int all = 0;
    for (int i = start; i < start + length; i++) {
      all |= bytes[i];
    }
    if (all >= 0) {
      return true;
    }
    try {
      var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, length));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
