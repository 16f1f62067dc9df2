package dev.continuo.corpus.read;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How files become documents.
 *
 * @param split where documents end in plain text and Markdown; an HTML page, a line of JSON Lines
 *     and a row of Parquet are one document each
 * @param encoding the encoding of every text file; without it, UTF-8, or what the bytes look like
 * @param invalidBytes what becomes of a document with bytes that are no characters
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

  /** Text as people have it. */
  public static final ReadOptions DEFAULT =
      new ReadOptions(
          new SplitRule.Auto(),
          Optional.empty(),
          InvalidBytes.DROP,
          "text",
          MarkdownRule.TEXT,
          1 << 24,
          List.of());

  private static final int SMALLEST_MAXIMUM = 1 << 10;
  private static final int LARGEST_MAXIMUM = 1 << 29;

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
    return new ReadOptions(
        rule, encoding, invalidBytes, textField, markdown, maximumDocumentBytes, formats);
  }

  /** With a stated encoding. */
  public ReadOptions withEncoding(Charset charset) {
    return new ReadOptions(
        split,
        Optional.of(charset),
        invalidBytes,
        textField,
        markdown,
        maximumDocumentBytes,
        formats);
  }

  /** With another rule for invalid bytes. */
  public ReadOptions withInvalidBytes(InvalidBytes rule) {
    return new ReadOptions(
        split, encoding, rule, textField, markdown, maximumDocumentBytes, formats);
  }

  /** With another field for the text. */
  public ReadOptions withTextField(String name) {
    return new ReadOptions(
        split, encoding, invalidBytes, name, markdown, maximumDocumentBytes, formats);
  }

  /** With another rule for Markdown. */
  public ReadOptions withMarkdown(MarkdownRule rule) {
    return new ReadOptions(
        split, encoding, invalidBytes, textField, rule, maximumDocumentBytes, formats);
  }

  /** With another longest document. */
  public ReadOptions withMaximumDocumentBytes(int bytes) {
    return new ReadOptions(split, encoding, invalidBytes, textField, markdown, bytes, formats);
  }

  /** With one more format. */
  public ReadOptions withFormat(Format format) {
    List<Format> more = new ArrayList<>(formats);
    more.add(format);
    return new ReadOptions(
        split, encoding, invalidBytes, textField, markdown, maximumDocumentBytes, more);
  }
}
