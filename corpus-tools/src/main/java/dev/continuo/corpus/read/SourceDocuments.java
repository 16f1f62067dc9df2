package dev.continuo.corpus.read;

import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.EditionMark;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Numbers the documents of one file and decides about their bytes. */
final class SourceDocuments {

  private static final Map<String, String> AROUND_BOOK = Map.of(EditionMark.AROUND_BOOK, "true");

  static final char REPLACEMENT = '\uFFFD';

  private final String name;
  private String unit;
  private final ReadOptions options;
  private final ReadProblems problems;
  private @Nullable Utf8Stream stream;
  private long number;

  /**
   * Documents of a file.
   *
   * @param unit what messages call one of them
   */
  SourceDocuments(Source source, String unit, ReadOptions options, ReadProblems problems) {
    name = source.name();
    this.unit = unit;
    this.options = options;
    this.problems = problems;
  }

  /** Sets what messages call a document, if this is known only later. */
  void call(String newUnit) {
    unit = newUnit;
  }

  ReadOptions options() {
    return options;
  }

  /** The bytes of the file as UTF-8. */
  InputStream utf8(InputStream bytes) {
    return utf8(bytes, options.encoding());
  }

  /** The bytes of the file as UTF-8, which is said to be in an encoding. */
  InputStream utf8(InputStream bytes, Optional<Charset> encoding) {
    Utf8Stream utf8 = new Utf8Stream(bytes, encoding, problems::guessed);
    stream = utf8;
    return utf8;
  }

  /** The next document, of UTF-8 bytes, if it is not dropped. */
  Reading take(byte[] bytes, int start, int length) {
    return take(bytes, start, length, false);
  }

  /** The next document, which may stand around a book. */
  Reading take(byte[] bytes, int start, int length, boolean aroundBook) {
    String text = new String(bytes, start, length, StandardCharsets.UTF_8);
    if (text.indexOf(0) >= 0) {
      return loseBinary();
    }
    number++;
    if (text.indexOf(REPLACEMENT) >= 0 && !isUtf8(bytes, start, length)) {
      return invalid(text);
    }
    return new Reading.Found(new Document(id(), text, aroundBook ? AROUND_BOOK : Map.of()));
  }

  private String id() {
    return name + "#" + number;
  }

  /**
   * The next document, of decoded text, if it is not dropped.
   *
   * @param damaged whether some of it replaces bytes that were no characters
   */
  Reading take(String text, boolean damaged) {
    number++;
    return damaged || hasUnpairedSurrogate(text)
        ? invalid(text)
        : new Reading.Found(new Document(id(), text));
  }

  /** The next document is longer than the options allow. */
  Reading loseTooLong() {
    return lose(
        "too-long",
        String.format(
            Locale.ROOT,
            "expected at most %d bytes, found more; raise --max-document-bytes or split it",
            options.maximumDocumentBytes()));
  }

  /** The next document has bytes that do not occur in text. */
  Reading loseBinary() {
    return lose("binary", "expected text, found a zero byte; repair it, or leave it out");
  }

  private Reading invalid(String text) {
    if (stream != null && stream.isUntold()) {
      return drop(
          "unknown-encoding",
          "expected UTF-8 or another encoding that can be recognized, found neither; name it with"
              + " --encoding of corpus build or eval, e.g. GB18030 or ISO-8859-1");
    }
    if (options.invalidBytes() == InvalidBytes.DROP) {
      return drop(
          "invalid-bytes",
          "expected characters, found bytes that are none in the file's encoding; state it with"
              + " --encoding of corpus build or eval, or give --invalid-bytes replace there");
    }
    Document repaired = new Document(id(), wellFormed(text));
    problems.repaired(repaired.id());
    return new Reading.Found(repaired);
  }

  /** A number without a document, such as that of a blank line. */
  Reading skipNumber() {
    number++;
    return Reading.PASSED_OVER;
  }

  /** The next document is dropped. */
  Reading lose(String reason, String message) {
    number++;
    return drop(reason, message);
  }

  private Reading drop(String reason, String message) {
    problems.add(new ReadProblem(name, unit + " " + number, reason, message));
    return Reading.PASSED_OVER;
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

  private static boolean hasUnpairedSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (Character.isSurrogate(character)) {
        if (i + 1 == text.length() || !Character.isSurrogatePair(character, text.charAt(i + 1))) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  private static String wellFormed(String text) {
    StringBuilder result = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c <= Character.MAX_VALUE && Character.isSurrogate((char) c) ? REPLACEMENT : c)
        .forEach(result::appendCodePoint);
    return result.toString();
  }
}
