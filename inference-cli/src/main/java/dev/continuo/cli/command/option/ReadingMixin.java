package dev.continuo.cli.command.option;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.read.InvalidBytes;
import dev.continuo.corpus.read.MarkdownRule;
import dev.continuo.corpus.read.ReadOptions;
import dev.continuo.corpus.read.SplitRule;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say how files become documents. */
public final class ReadingMixin {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--split",
      defaultValue = "auto",
      paramLabel = "RULE",
      description =
          "Where documents end in plain text and Markdown: auto (two blank lines, or sooner in long"
              + " texts), file, paragraphs, lines, or pattern:REGEX for lines that begin one."
              + " Default: ${DEFAULT-VALUE}.")
  private String split;

  @Option(
      names = "--text-field",
      defaultValue = "text",
      paramLabel = "NAME",
      description =
          "The JSON field or Parquet column that holds the text. Default:" + " ${DEFAULT-VALUE}.")
  private String textField;

  @Option(
      names = "--encoding",
      paramLabel = "NAME",
      description =
          "The encoding of all text files, e.g. UTF-8, GB18030, Big5, UTF-16LE, ISO-8859-1. Default:"
              + " UTF-8, or what the bytes look like.")
  private @Nullable String encoding;

  @Option(
      names = "--invalid-bytes",
      defaultValue = "drop",
      paramLabel = "RULE",
      description =
          "What becomes of a document with bytes that are no characters: drop, or replace (each by"
              + " U+FFFD). Default: ${DEFAULT-VALUE}.")
  private String invalidBytes;

  @Option(
      names = "--markdown",
      defaultValue = "text",
      paramLabel = "RULE",
      description =
          "What Markdown is read as: text (without the marks), or keep. Default: ${DEFAULT-VALUE}.")
  private String markdown;

  @Option(
      names = "--max-document-bytes",
      paramLabel = "N",
      description = "Longer documents are dropped and counted. Default: ${DEFAULT-VALUE}.")
  private int maximumDocumentBytes = ReadOptions.DEFAULT.maximumDocumentBytes();

  /** The rule of a name; another is wrong usage. */
  public static SplitRule splitRule(CommandSpec spec, String name) {
    try {
      return SplitRule.parse(name);
    } catch (CorpusException e) {
      throw new ParameterException(spec.commandLine(), "--split: " + e.getMessage(), e);
    }
  }

  public ReadOptions options() {
    if (textField.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--text-field: expected a name");
    }
    try {
      ReadOptions options =
          ReadOptions.DEFAULT
              .withSplit(splitRule(spec, split))
              .withTextField(textField)
              .withInvalidBytes(constant(InvalidBytes.class, "--invalid-bytes", invalidBytes))
              .withMarkdown(constant(MarkdownRule.class, "--markdown", markdown))
              .withMaximumDocumentBytes(maximumDocumentBytes);
      return encoding == null ? options : options.withEncoding(charset(encoding));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--max-document-bytes: " + e.getMessage(), e);
    }
  }

  private Charset charset(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new ParameterException(
          spec.commandLine(),
          "--encoding: expected a name such as UTF-8, GB18030 or ISO-8859-1, found " + name,
          e);
    }
  }

  private <E extends Enum<E>> E constant(Class<E> type, String option, String name) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(name)) {
        return constant;
      }
    }
    StringBuilder names = new StringBuilder();
    for (E constant : type.getEnumConstants()) {
      names.append(names.isEmpty() ? "" : " or ").append(constant.name().toLowerCase(Locale.ROOT));
    }
    throw new ParameterException(
        spec.commandLine(), option + ": expected " + names + ", found " + name);
  }
}
