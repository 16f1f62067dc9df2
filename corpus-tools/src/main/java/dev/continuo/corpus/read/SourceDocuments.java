package dev.continuo.corpus.read;

import dev.continuo.corpus.document.Document;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Numbers the documents of one file and decides about their bytes. */
final class SourceDocuments {

  private static final char REPLACEMENT = '\uFFFD';

  private final String name;
  private final String unit;
  private final ReadOptions options;
  private final ReadProblems problems;
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

  ReadOptions options() {
    return options;
  }

  /** The bytes of the file as UTF-8. */
  InputStream utf8(InputStream bytes) {
    return utf8(bytes, options.encoding());
  }

  /** The bytes of the file as UTF-8, which is said to be in an encoding. */
  InputStream utf8(InputStream bytes, Optional<Charset> encoding) {
    return new Utf8Stream(bytes, encoding, problems::guessed);
  }

  /** The next document, of UTF-8 bytes; null where it is dropped. */
  @Nullable Document take(byte[] bytes, int start, int length) {
    number++;
    String text = new String(bytes, start, length, StandardCharsets.UTF_8);
    if (text.indexOf(0) >= 0) {
      drop("binary", "expected text, found a zero byte: is it a binary file?");
      return null;
    }
    if (text.indexOf(REPLACEMENT) >= 0 && !isUtf8(bytes, start, length)) {
      return invalid(text);
    }
    return new Document(name + "#" + number, text);
  }

  /**
   * The next document, of decoded text; null where it is dropped.
   *
   * @param damaged whether some of it replaces bytes that were no characters
   */
  @Nullable Document take(String text, boolean damaged) {
    number++;
    return damaged || hasUnpairedSurrogate(text)
        ? invalid(text)
        : new Document(name + "#" + number, text);
  }

  /** The next document is longer than the options allow. */
  void loseTooLong() {
    lose(
        "too-long",
        String.format(
            Locale.ROOT,
            "expected at most %d bytes, found more; raise --max-document-bytes or split it",
            options.maximumDocumentBytes()));
  }

  private @Nullable Document invalid(String text) {
    if (options.invalidBytes() == InvalidBytes.DROP) {
      drop(
          "invalid-bytes",
          "expected characters, found bytes that are none in the file's encoding; state it with"
              + " --encoding, or pass --invalid-bytes replace");
      return null;
    }
    Document repaired = new Document(name + "#" + number, wellFormed(text));
    problems.repaired(repaired.id());
    return repaired;
  }

  /** A number without a document, such as that of a blank line. */
  void skipNumber() {
    number++;
  }

  /** The next document is dropped. */
  void lose(String reason, String message) {
    number++;
    drop(reason, message);
  }

  private void drop(String reason, String message) {
    problems.add(new ReadProblem(name, unit + " " + number, reason, message));
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
