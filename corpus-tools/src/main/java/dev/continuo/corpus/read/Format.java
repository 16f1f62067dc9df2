package dev.continuo.corpus.read;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What kind of file a file is. */
enum Format {
  TEXT,
  MARKDOWN,
  HTML,
  JSON,
  PARQUET;

  private static final List<String> COMPRESSED = List.of(".gz", ".zst");
  private static final int[] PARQUET_SIGNATURE = {'P', 'A', 'R', '1'};
  private static final Pattern JSON_START = Pattern.compile("\\{\\s*\"|\\[\\s*\\{\\s*\"");
  private static final Pattern MARK = Pattern.compile("^\u00EF\u00BB\u00BF");
  private static final int TEXT_START = 1_024;

  /** The ends of names that promise this format. */
  private List<String> extensions() {
    return switch (this) {
      case TEXT -> List.of("txt", "text");
      case MARKDOWN -> List.of("md", "markdown");
      case HTML -> List.of("html", "htm", "xhtml");
      case JSON -> List.of("jsonl", "ndjson", "json");
      case PARQUET -> List.of("parquet");
    };
  }

  /** The formats' extensions, for messages. */
  static String allExtensions() {
    StringBuilder all = new StringBuilder();
    for (Format format : values()) {
      format.extensions().forEach(e -> all.append(all.isEmpty() ? "." : ", .").append(e));
    }
    return all.toString();
  }

  /** The format that a file's name promises, compressed or not; empty where it promises none. */
  static Optional<Format> ofName(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    for (String ending : COMPRESSED) {
      name = name.endsWith(ending) ? name.substring(0, name.length() - ending.length()) : name;
    }
    String extension = name.substring(name.lastIndexOf('.') + 1);
    if (extension.length() == name.length()) {
      return Optional.empty();
    }
    for (Format format : values()) {
      if (format.extensions().contains(extension)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /** Whether these are the first bytes of a Parquet file. */
  static boolean isParquet(byte[] start, int length) {
    return Encodings.startsWith(start, length, PARQUET_SIGNATURE);
  }

  /** The format by name and by the first bytes of what the file holds uncompressed. */
  static Format of(String fileName, byte[] start, int length) {
    int looked = Math.min(length, TEXT_START);
    String text =
        MARK.matcher(new String(start, 0, looked, StandardCharsets.ISO_8859_1))
            .replaceFirst("")
            .strip()
            .toLowerCase(Locale.ROOT);
    Optional<Format> named = ofName(fileName);
    boolean page =
        text.startsWith("<html") || (text.startsWith("<") && text.contains("<!doctype html"));
    if (page && named.orElse(TEXT) == TEXT) {
      return HTML;
    }
    if (named.isPresent()) {
      return named.get();
    }
    return JSON_START.matcher(text).lookingAt() ? JSON : TEXT;
  }
}
