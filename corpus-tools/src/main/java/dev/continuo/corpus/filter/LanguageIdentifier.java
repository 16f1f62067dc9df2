package dev.continuo.corpus.filter;

import dev.continuo.corpus.word.StandardWords;
import dev.continuo.corpus.word.WordSplitter;
import dev.continuo.corpus.word.Words;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Objects;
import java.util.Set;
import opennlp.tools.langdetect.Language;
import opennlp.tools.langdetect.LanguageDetectorME;
import opennlp.tools.langdetect.LanguageDetectorModel;
import org.apache.lucene.analysis.CharArraySet;
import org.jspecify.annotations.Nullable;

/**
 * Identifies the language of a text from samples of it: Chinese, Japanese and Korean by their
 * scripts, plain English by its most common words, everything else by Apache OpenNLP's model for
 * 103 languages, which is much slower than all other steps. Not thread-safe.
 */
final class LanguageIdentifier {

  /** What is not identified, as ISO 639-2 calls it. */
  static final String UNKNOWN = "und";

  private static final int SAMPLES = 3;
  private static final int SAMPLE_CHARACTERS = 200;
  private static final int MODEL_CHARACTERS = 80;

  /** Words that no other language has so many of, and how many of a hundred in plain English. */
  private static final CharArraySet ENGLISH_WORDS =
      new CharArraySet(
          Set.of("the", "and", "that", "with", "this", "from", "which", "have", "they", "you"),
          true);

  private static final int LEAST_ENGLISH_PERCENT = 8;
  private static final int FEWEST_WORDS = 20;
  private static final String MODEL = "/langdetect-183.bin";

  private static final Map<String, String> CODES = codes();

  private final Words words = new Words();
  private final WordSplitter splitter = new StandardWords();
  private @Nullable LanguageDetectorME detector;

  /** Loaded once, by the first that needs it. */
  private static final class Model {

    static final LanguageDetectorModel SHARED = load();

    private static LanguageDetectorModel load() {
      try (InputStream in = LanguageDetectorModel.class.getResourceAsStream(MODEL)) {
        return new LanguageDetectorModel(Objects.requireNonNull(in, MODEL));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Two-letter codes of the model's three-letter ones. */
  private static Map<String, String> codes() {
    Map<String, String> codes = new HashMap<>();
    for (String code : Locale.getISOLanguages()) {
      try {
        codes.put(Locale.of(code).getISO3Language(), code);
      } catch (MissingResourceException e) {
        // A language without a three-letter code is none that the model knows.
      }
    }
    codes.putAll(
        Map.ofEntries(
            Map.entry("cmn", "zh"),
            Map.entry("nob", "no"),
            Map.entry("nno", "no"),
            Map.entry("pes", "fa"),
            Map.entry("ekk", "et"),
            Map.entry("lvs", "lv"),
            Map.entry("zlm", "ms"),
            Map.entry("plt", "mg"),
            Map.entry("swh", "sw"),
            Map.entry("arb", "ar"),
            Map.entry("gsw", "de"),
            Map.entry("pnb", "pa"),
            Map.entry("pan", "pa")));
    return codes;
  }

  /** The ISO 639-1 code of a text's language, or {@link #UNKNOWN}. */
  String identify(String text) {
    String sample = sample(text, SAMPLE_CHARACTERS);
    String byScript = byScript(sample);
    if (!byScript.isEmpty()) {
      return byScript;
    }
    if (sample.chars().noneMatch(Character::isLetter)) {
      return UNKNOWN;
    }
    if (isPlainEnglish(sample)) {
      return "en";
    }
    if (detector == null) {
      detector = new LanguageDetectorME(Model.SHARED);
    }
    Language language = detector.predictLanguage(sample(text, MODEL_CHARACTERS));
    return CODES.getOrDefault(language.getLang(), language.getLang());
  }

  /** A few pieces from all over the text. */
  private static String sample(String text, int characters) {
    if (text.length() <= SAMPLES * characters) {
      return text;
    }
    StringBuilder sample = new StringBuilder();
    for (int i = 0; i < SAMPLES; i++) {
      int start = (int) ((long) (text.length() - characters) * i / (SAMPLES - 1));
      sample.append(text, start, start + characters).append('\n');
    }
    return sample.toString();
  }

  private boolean isPlainEnglish(String sample) {
    words.start(sample);
    splitter.split(words);
    int english = 0;
    for (int i = 0; i < words.count(); i++) {
      english += ENGLISH_WORDS.contains(words.text(), words.start(i), words.length(i)) ? 1 : 0;
    }
    return words.count() >= FEWEST_WORDS && 100 * english >= LEAST_ENGLISH_PERCENT * words.count();
  }

  /** The language that a script belongs to alone; empty where the model is needed. */
  private static String byScript(String sample) {
    int letters = 0;
    int ideographs = 0;
    int kana = 0;
    int hangul = 0;
    for (int i = 0; i < sample.length(); i++) {
      char character = sample.charAt(i);
      if (character < 0x3000) {
        letters += Character.isLetter(character) ? 1 : 0;
        continue;
      }
      letters++;
      kana += character >= 0x3041 && character <= 0x30FF ? 1 : 0;
      hangul += character >= 0xAC00 && character <= 0xD7A3 ? 1 : 0;
      ideographs += isIdeograph(character) ? 1 : 0;
    }
    if (2 * (kana + hangul + ideographs) < letters || letters == 0) {
      return "";
    }
    if (hangul > kana && 2 * hangul > ideographs) {
      return "ko";
    }
    return 10 * kana > ideographs ? "ja" : ideographs > 0 ? "zh" : "";
  }

  /** An ideograph, or the first half of one of planes 2 and 3. */
  private static boolean isIdeograph(char character) {
    return Character.isIdeographic(character) || (character >= 0xD840 && character <= 0xD8BF);
  }
}
