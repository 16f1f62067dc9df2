package dev.continuo.cli.command.option;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.read.ReadOptions;
import dev.continuo.corpus.read.ReadSettings;
import dev.continuo.corpus.read.SplitRule;
import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.config.UsageException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The options that say how files become documents. */
public final class ReadingOptions extends SettingOptions {

  /** The section of the help that they stand in. */
  public static final String HEADING = "How files are read";

  ReadingOptions() {
    super(Map.of(HEADING, ReadSettings.ALL));
  }

  /** The rule of a name; another is wrong usage. */
  public static SplitRule splitRule(CommandSpec spec, String name) {
    try {
      return SplitRule.parse(name);
    } catch (CorpusException e) {
      throw new ParameterException(spec.commandLine(), "--split: " + e.getMessage(), e);
    }
  }

  /** What a command that has these options was told. */
  public static ReadOptions parsed(CommandSpec spec) {
    Settings settings = parsed(spec, ReadSettings.ALL);
    String textField = settings.get(ReadSettings.TEXT_FIELD);
    if (textField.isEmpty()) {
      throw new UsageException("%s: expected a name", ReadSettings.TEXT_FIELD);
    }
    ReadOptions options =
        ReadOptions.DEFAULT
            .withSplit(splitRule(spec, settings.get(ReadSettings.SPLIT)))
            .withTextField(textField)
            .withInvalidBytes(settings.get(ReadSettings.INVALID_BYTES))
            .withMarkdown(settings.get(ReadSettings.MARKDOWN))
            .withMaximumDocumentBytes(settings.get(ReadSettings.MAX_DOCUMENT_BYTES));
    String encoding = settings.find(ReadSettings.ENCODING);
    return encoding == null ? options : options.withEncoding(charset(encoding));
  }

  private static Charset charset(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new UsageException(
          "%s: expected a name such as UTF-8, GB18030 or ISO-8859-1, found %s",
          ReadSettings.ENCODING, name);
    }
  }
}
