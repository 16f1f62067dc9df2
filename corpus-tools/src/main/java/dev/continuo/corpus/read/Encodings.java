package dev.continuo.corpus.read;

import com.ibm.icu.text.CharsetDetector;
import com.ibm.icu.text.CharsetMatch;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recognizes the encoding of bytes, and bytes that are not text. */
final class Encodings {

  /** A byte order mark, and the encoding that it stands for. */
  record Mark(Charset charset, int length) {}

  /** Results of ICU with less confidence are not used. */
  private static final int LEAST_CONFIDENCE = 15;

  /** With so many valid sequences for each invalid one, text is damaged UTF-8. */
  private static final int VALID_FOR_EACH_INVALID = 20;

  /** Text has at most one control character in so many bytes; a run of zeros counts as one. */
  private static final int CHARACTERS_FOR_EACH_CONTROL = 50;

  /** So few control characters say nothing, however short the file is. */
  private static final int FEW_CONTROLS = 2;

  /** With this much evidence for UTF-8, lines are not in another encoding by coincidence. */
  private static final int LEAST_EVIDENCE = 8;

  private static final byte ESCAPE = 0x1B;

  /** At least this percentage of the characters of a text are common ones. */
  private static final int LEAST_COMMON_PERCENT = 95;

  /** Encodings of ICU that are not accepted: rare ones, and Unicode, which is found otherwise. */
  private static final List<String> OTHER_THAN_BYTES = List.of("UTF", "ISO-2022", "IBM");

  private Encodings() {}

  /** The byte order mark at the start; null where there is none. */
  static @Nullable Mark mark(byte[] bytes, int length) {
    if (startsWith(bytes, length, 0xEF, 0xBB, 0xBF)) {
      return new Mark(StandardCharsets.UTF_8, 3);
    }
    if (startsWith(bytes, length, 0xFF, 0xFE, 0, 0)) {
      return new Mark(StandardCharsets.UTF_32LE, 4);
    }
    if (startsWith(bytes, length, 0, 0, 0xFE, 0xFF)) {
      return new Mark(StandardCharsets.UTF_32BE, 4);
    }
    if (startsWith(bytes, length, 0xFF, 0xFE)) {
      return new Mark(StandardCharsets.UTF_16LE, 2);
    }
    return startsWith(bytes, length, 0xFE, 0xFF) ? new Mark(StandardCharsets.UTF_16BE, 2) : null;
  }

  /**
   * Whether bytes are those of a file that holds no text: too many control characters, or nothing
   * but zeros. A few zeros, or a hole of many, are damage to the documents in which they stand.
   */
  static boolean isBinary(byte[] bytes, int length) {
    int controls = 0;
    int zeros = 0;
    for (int i = 0; i < length; i++) {
      zeros += bytes[i] == 0 ? 1 : 0;
      controls += isControl(bytes[i]) && (i == 0 || bytes[i] != 0 || bytes[i - 1] != 0) ? 1 : 0;
    }
    return (zeros == length && length > 0)
        || (controls > FEW_CONTROLS
            && (long) CHARACTERS_FOR_EACH_CONTROL * controls > length - zeros);
  }

  private static boolean isControl(byte value) {
    return value >= 0 && value < ' ' && (value < '\b' || value > '\r') && value != ESCAPE;
  }

  static boolean startsWith(byte[] bytes, int length, int... start) {
    if (length < start.length) {
      return false;
    }
    for (int i = 0; i < start.length; i++) {
      if ((bytes[i] & 0xFF) != start[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * UTF-16 without a byte order mark: of the two orders that give text, the one with more ASCII in
   * it; null for anything else, such as ASCII with a few zeros.
   */
  static @Nullable Charset utf16(byte[] bytes, int length) {
    int zeros = 0;
    int ascii = 0;
    for (int i = 0; i < length; i++) {
      zeros += bytes[i] == 0 ? 1 : 0;
      ascii += bytes[i] > 0 ? 1 : 0;
    }
    if (100L * ascii >= (long) LEAST_COMMON_PERCENT * (length - zeros) && 3L * zeros < length) {
      return null;
    }
    Charset found = null;
    long mostAscii = -1;
    for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      String text = decodeStart(bytes, length, charset);
      if (text != null && looksLikeText(text)) {
        long asciiInText = text.chars().filter(character -> character < 0x80).count();
        found = asciiInText > mostAscii ? charset : found;
        mostAscii = Math.max(mostAscii, asciiInText);
      }
    }
    return found;
  }

  /** The text without a character that is cut off at the end; null where there are other bytes. */
  private static @Nullable String decodeStart(byte[] bytes, int length, Charset charset) {
    CharsetDecoder decoder = strict(charset);
    CharBuffer text = CharBuffer.allocate(length + 1);
    CoderResult result = decoder.decode(ByteBuffer.wrap(bytes, 0, length), text, false);
    return result.isError() ? null : text.flip().toString();
  }

  /** Whether nearly all characters are letters, digits, punctuation and spaces of few scripts. */
  private static boolean looksLikeText(String text) {
    int common = 0;
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      boolean latin =
          (character >= ' ' && character < 0x250) || (character >= 0x1E00 && character < 0x2000);
      boolean other = character >= 0x370 && character < 0x1200;
      boolean asian =
          (character >= 0x3000 && character < 0x3100)
              || (character >= 0x4E00 && character < 0x9FA6)
              || (character >= 0xAC00 && character < 0xD7A4)
              || (character >= 0xFF00 && character < 0xFFF0);
      boolean mark = character >= 0x2010 && character < 0x2040;
      if (latin
          || other
          || asian
          || mark
          || character == '\n'
          || character == '\r'
          || character == '\t') {
        common++;
      }
    }
    return !text.isEmpty() && 100L * common >= (long) LEAST_COMMON_PERCENT * text.length();
  }

  /**
   * The encoding of text with bytes above ASCII, or of those of its lines that are not UTF-8; null
   * where it is not known.
   *
   * @param whole whether the bytes are all there are, and not cut within a character
   */
  static @Nullable Charset detect(byte[] bytes, int length, boolean whole) {
    if (isMostlyUtf8(bytes, length, whole)) {
      return StandardCharsets.UTF_8;
    }
    byte[] copy = withoutUtf8Lines(bytes, length);
    for (CharsetMatch match : new CharsetDetector().setText(copy).detectAll()) {
      String name = match.getName();
      if (match.getConfidence() < LEAST_CONFIDENCE) {
        return null;
      }
      if (OTHER_THAN_BYTES.stream().noneMatch(name::startsWith) && Charset.isSupported(name)) {
        Charset charset = charset(name);
        String text = decodeStart(copy, copy.length, charset);
        if (text != null && looksLikeText(text)) {
          return charset;
        }
      }
    }
    return null;
  }

  /** The encoding of a name, with the supersets that files in practice are in. */
  static Charset charset(String name) {
    return switch (Charset.forName(name).name()) {
      case "ISO-8859-1", "US-ASCII" -> Charset.forName("windows-1252");
      case "GB2312", "GBK" -> Charset.forName("GB18030");
      case "Shift_JIS" -> Charset.forName("windows-31j");
      default -> Charset.forName(name);
    };
  }

  /** The lines that speak against UTF-8, where others speak for it; all of them elsewhere. */
  private static byte[] withoutUtf8Lines(byte[] bytes, int length) {
    ByteArrayOutputStream others = new ByteArrayOutputStream();
    int evidence = 0;
    int against = 0;
    int start = 0;
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '\n' || i + 1 == length) {
        int ofLine = Utf8Lines.evidence(bytes, start, i + 1);
        evidence += Math.max(0, ofLine);
        against += ofLine < 0 ? 1 : 0;
        if (ofLine < 0) {
          others.write(bytes, start, i + 1 - start);
        }
        start = i + 1;
      }
    }
    boolean mixed = evidence >= LEAST_EVIDENCE && evidence >= against;
    return mixed ? others.toByteArray() : Arrays.copyOf(bytes, length);
  }

  private static boolean isMostlyUtf8(byte[] bytes, int length, boolean whole) {
    int valid = 0;
    int invalid = 0;
    int i = 0;
    while (i < length) {
      if (bytes[i] >= 0) {
        i++;
        continue;
      }
      int size = sequenceLength(bytes[i]);
      if (i + size > length && !whole) {
        break;
      }
      if (size > 0 && i + size <= length && SourceFile.isUtf8(bytes, i, size)) {
        valid++;
        i += size;
      } else {
        invalid++;
        i++;
      }
    }
    return valid >= (long) VALID_FOR_EACH_INVALID * invalid;
  }

  static int sequenceLength(byte lead) {
    if ((lead & 0xE0) == 0xC0) {
      return 2;
    }
    if ((lead & 0xF0) == 0xE0) {
      return 3;
    }
    return (lead & 0xF8) == 0xF0 ? 4 : 0;
  }

  /** A decoder that reports errors. */
  static CharsetDecoder strict(Charset charset) {
    return charset
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT);
  }
}
