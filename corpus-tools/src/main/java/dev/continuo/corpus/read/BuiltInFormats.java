package dev.continuo.corpus.read;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The built-in formats. */
final class BuiltInFormats {

  private static final String PARQUET_SIGNATURE = "PAR1";
  private static final Pattern JSON_START = Pattern.compile("\\{\\s*\"|\\[\\s*\\{\\s*\"");
  private static final Pattern MARK = Pattern.compile("^\u00EF\u00BB\u00BF");
  private static final int TEXT_START = 1_024;

  /** Plain text: every file that is nothing else. */
  static final Format TEXT =
      new BuiltIn(
          "text",
          List.of("txt", "text"),
          start -> false,
          file -> new TextReader(file.utf8(), file));

  /** In the order in which messages name them. */
  static final List<Format> ALL =
      List.of(
          TEXT,
          new BuiltIn(
              "markdown", List.of("md", "markdown"), start -> false, BuiltInFormats::markdown),
          new BuiltIn(
              "html",
              List.of("html", "htm", "xhtml"),
              BuiltInFormats::isPage,
              file -> new HtmlReader(file.bytes(), file)),
          new BuiltIn(
              "json",
              List.of("jsonl", "ndjson", "json"),
              BuiltInFormats::isJson,
              file -> JsonReader.open(file.utf8(), file)),
          new BuiltIn(
              "parquet",
              List.of("parquet"),
              start -> start.onDisk().startsWith(PARQUET_SIGNATURE),
              BuiltInFormats::parquet));

  private interface Opening {

    DocumentSource open(SourceFile file) throws IOException;
  }

  private record BuiltIn(
      String name, List<String> extensions, Predicate<FileStart> recognized, Opening opening)
      implements Format {

    @Override
    public String version() {
      return "1";
    }

    @Override
    public boolean recognizes(FileStart start) {
      return recognized.test(start);
    }

    @Override
    public DocumentSource open(SourceFile file) throws IOException {
      return opening.open(file);
    }
  }

  private BuiltInFormats() {}

  private static boolean isPage(FileStart start) {
    String text = begins(start);
    return start.named().orElse(TEXT.name()).equals(TEXT.name())
        && (text.startsWith("<html") || (text.startsWith("<") && text.contains("<!doctype html")));
  }

  private static boolean isJson(FileStart start) {
    return start.named().isEmpty() && JSON_START.matcher(begins(start)).lookingAt();
  }

  private static String begins(FileStart start) {
    String content = start.content();
    String looked = content.substring(0, Math.min(content.length(), TEXT_START));
    return MARK.matcher(looked).replaceFirst("").strip().toLowerCase(Locale.ROOT);
  }

  private static DocumentSource markdown(SourceFile file) {
    return switch (file.options().markdown()) {
      case TEXT -> new MarkdownReader(file.utf8(), file);
      case KEEP -> new TextReader(file.utf8(), file);
    };
  }

  private static DocumentSource parquet(SourceFile file) throws IOException {
    if (!file.start().onDisk().startsWith(PARQUET_SIGNATURE)) {
      throw new ReadException(
          "broken-parquet", "expected PAR1 at the beginning of a Parquet file, found other bytes");
    }
    file.countWhole();
    file.callDocuments("row");
    return ParquetReader.open(file.path(), file);
  }
}
