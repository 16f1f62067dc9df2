package dev.continuo.corpus.read;

import dev.continuo.tokenizer.setting.NumberRange;
import dev.continuo.tokenizer.setting.Setting;
import java.util.List;

/** The settings that say how files become documents: those of {@link ReadOptions}. */
public final class ReadSettings {

  public static final Setting<String> SPLIT =
      Setting.of(
              "split",
              String.class,
              "Where documents end in plain text and Markdown: auto (two blank lines, or sooner in"
                  + " long texts), file, paragraphs, lines, or pattern:REGEX for lines that begin"
                  + " one")
          .or(ReadOptions.DEFAULT.split().name());

  public static final Setting<String> TEXT_FIELD =
      Setting.of("text-field", String.class, "The JSON field or Parquet column that holds the text")
          .or(ReadOptions.DEFAULT.textField());

  public static final Setting<String> ENCODING =
      Setting.of(
              "encoding",
              String.class,
              "The encoding of all text files, e.g. UTF-8, GB18030, Big5, UTF-16LE, ISO-8859-1")
          .orChosen("UTF-8, or what the bytes look like");

  public static final Setting<InvalidBytes> INVALID_BYTES =
      Setting.of(
              "invalid-bytes",
              InvalidBytes.class,
              "What happens to a document with invalid bytes: drop, or replace (each byte by"
                  + " U+FFFD)")
          .or(ReadOptions.DEFAULT.invalidBytes());

  public static final Setting<MarkdownRule> MARKDOWN =
      Setting.of(
              "markdown",
              MarkdownRule.class,
              "How Markdown is read: text (without its markup), or keep")
          .or(ReadOptions.DEFAULT.markdown());

  public static final Setting<Integer> MAX_DOCUMENT_BYTES =
      Setting.of("max-document-bytes", Integer.class, "Longer documents are dropped and counted")
          .in(NumberRange.of(ReadOptions.SMALLEST_MAXIMUM, ReadOptions.LARGEST_MAXIMUM))
          .or(ReadOptions.DEFAULT.maximumDocumentBytes());

  /** All of them. */
  public static final List<Setting<?>> ALL =
      List.of(SPLIT, TEXT_FIELD, ENCODING, INVALID_BYTES, MARKDOWN, MAX_DOCUMENT_BYTES);

  private ReadSettings() {}
}
