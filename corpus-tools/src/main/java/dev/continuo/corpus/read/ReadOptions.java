package dev.continuo.corpus.read;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * How files become documents.
 *
 * @param split where documents end in plain text and Markdown; an HTML page, a line of JSON Lines
 *     and a row of Parquet are one document each
 * @param encoding the encoding of every text file; without it, UTF-8, or what the bytes look like
 * @param invalidBytes what happens to a document with invalid bytes
 * @param textField the JSON field and Parquet column with the text
 * @param markdown what Markdown is read as
 * @param maximumDocumentBytes the longest document, in bytes of UTF-8; a longer one is dropped
 * @param formats formats of the user's own, before those found on the class path
 */
public record ReadOptions(
    SplitRule split,
    Optional<Charset> encoding,
    InvalidBytes invalidBytes,
    String textField,
    MarkdownRule markdown,
    int maximumDocumentBytes,
    List<Format> formats) {

  /** The defaults. */
  public static final ReadOptions DEFAULT =
      new ReadOptions(
          new SplitRule.Auto(),
          Optional.empty(),
          InvalidBytes.DROP,
          "text",
          MarkdownRule.TEXT,
          1 << 24,
          List.of());

  static final int SMALLEST_MAXIMUM = 1 << 10;
  static final int LARGEST_MAXIMUM = 1 << 29;

  public ReadOptions {
    formats = List.copyOf(formats);
    if (textField.isEmpty()) {
      throw new IllegalArgumentException("textField must not be empty");
    }
    if (maximumDocumentBytes < SMALLEST_MAXIMUM || maximumDocumentBytes > LARGEST_MAXIMUM) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "maximumDocumentBytes must be between %d and %d: %d",
              SMALLEST_MAXIMUM,
              LARGEST_MAXIMUM,
              maximumDocumentBytes));
    }
  }

  /** With another rule for where documents end. */
  public ReadOptions withSplit(SplitRule rule) {
    return with(edit -> edit.split = rule);
  }

  /** With a stated encoding. */
  public ReadOptions withEncoding(Charset charset) {
    return with(edit -> edit.encoding = Optional.of(charset));
  }

  /** With another rule for invalid bytes. */
  public ReadOptions withInvalidBytes(InvalidBytes rule) {
    return with(edit -> edit.invalidBytes = rule);
  }

  /** With another field for the text. */
  public ReadOptions withTextField(String name) {
    return with(edit -> edit.textField = name);
  }

  /** With another rule for Markdown. */
  public ReadOptions withMarkdown(MarkdownRule rule) {
    return with(edit -> edit.markdown = rule);
  }

  /** With another longest document. */
  public ReadOptions withMaximumDocumentBytes(int bytes) {
    return with(edit -> edit.maximumDocumentBytes = bytes);
  }

  /** With one more format. */
  public ReadOptions withFormat(Format format) {
    return with(edit -> edit.formats = Stream.concat(formats.stream(), Stream.of(format)).toList());
  }

  private ReadOptions with(Consumer<Edit> change) {
    Edit edit = new Edit(this);
    change.accept(edit);
    return new ReadOptions(
        edit.split,
        edit.encoding,
        edit.invalidBytes,
        edit.textField,
        edit.markdown,
        edit.maximumDocumentBytes,
        edit.formats);
  }

  /** The components, to change some of them. */
  private static final class Edit {
    private SplitRule split;
    private Optional<Charset> encoding;
    private InvalidBytes invalidBytes;
    private String textField;
    private MarkdownRule markdown;
    private int maximumDocumentBytes;
    private List<Format> formats;

    Edit(ReadOptions from) {
      split = from.split;
      encoding = from.encoding;
      invalidBytes = from.invalidBytes;
      textField = from.textField;
      markdown = from.markdown;
      maximumDocumentBytes = from.maximumDocumentBytes;
      formats = from.formats;
    }
  }
}
