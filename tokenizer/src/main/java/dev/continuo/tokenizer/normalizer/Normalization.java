package dev.continuo.tokenizer.normalizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.continuo.tokenizer.json.JsonKeys;
import java.text.Normalizer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The normalizers that are known here: none, and Unicode's form NFC (composed characters). */
public enum Normalization {
  NONE,
  NFC;

  /** Characters below compose with nothing before them. */
  private static final char FIRST_MARK = '\u0300';

  /**
   * Pairs of first and last code points whose composition is younger than the HuggingFace library,
   * which knows an older version of Unicode than the JDK.
   */
  private static final int[] YOUNG = {
    0x07FD, 0x07FD, 0x0890, 0x089F, 0x08C8, 0x08D3, 0x09FE, 0x09FE, 0x0C3C, 0x0C3C, 0x0D3B, 0x0D3C,
    0x0EBA, 0x0EBA, 0x1715, 0x1715, 0x1ABF, 0x1AFF, 0x1DF6, 0x1DFA, 0xA82C, 0xA82C, 0x10500,
        0x1CFFF,
    0x1E000, 0x1EFFF
  };

  /** The one that a file asks for; empty if it is not known. */
  public static Optional<Normalization> of(JsonNode normalizer) {
    if (JsonKeys.isAbsent(normalizer)) {
      return Optional.of(NONE);
    }
    return normalizer.path("type").asText().equals("NFC") ? Optional.of(NFC) : Optional.empty();
  }

  /** The normalized text; null if the library may normalize it differently. */
  public @Nullable String apply(String text) {
    return this == NONE ? text : composed(text);
  }

  private static @Nullable String composed(String text) {
    int first = firstMark(text);
    if (first == text.length()) {
      return text;
    }
    for (int i = first; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      if (isYoung(codePoint)) {
        return null;
      }
      i += Character.charCount(codePoint);
    }
    return Normalizer.isNormalized(text, Normalizer.Form.NFC)
        ? text
        : Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  private static int firstMark(String text) {
    int i = 0;
    while (i < text.length() && isPlain(text.charAt(i))) {
      i++;
    }
    return i;
  }

  /** Whether a char neither composes nor decomposes: Latin, general signs, kana, ideographs. */
  private static boolean isPlain(char character) {
    return character < FIRST_MARK
        || (character >= 0x2010 && character <= 0x2027)
        || (character >= 0x3400 && character <= 0x9FFF)
        || (character >= 0x3000 && character <= 0x3029)
        || (character >= 0xFF00 && character <= 0xFF60);
  }

  private static boolean isYoung(int codePoint) {
    if (codePoint < YOUNG[0]) {
      return false;
    }
    for (int i = 0; i < YOUNG.length; i += 2) {
      if (codePoint >= YOUNG[i] && codePoint <= YOUNG[i + 1]) {
        return true;
      }
    }
    return false;
  }
}
