package dev.continuo.trainer.run;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.read.ReadOptions;
import dev.continuo.corpus.read.ReadSettings;
import dev.continuo.corpus.read.SplitRule;
import dev.continuo.corpus.step.CorpusOptions;
import dev.continuo.corpus.step.CorpusSettings;
import dev.continuo.corpus.step.Selection;
import dev.continuo.tokenizer.setting.Setting;
import dev.continuo.tokenizer.train.VocabularyKind;
import dev.continuo.tokenizer.train.VocabularySettings;
import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.config.UsageException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The settings of a training that say how its text is read and used. */
public final class TextSettings {

  public static final Setting<String> TOKENIZER =
      Setting.of(
              "tokenizer",
              String.class,
              "bpe or char, learned from the text; byte; or a tokenizer.json")
          .or(Setting.text(VocabularyKind.BPE));

  public static final Setting<Integer> VOCAB_SIZE =
      VocabularySettings.VOCAB_SIZE.orChosen("by the size of the text");

  public static final Setting<Path> VAL = CorpusSettings.VAL;

  public static final Setting<Double> VAL_SHARE = CorpusSettings.VAL_SHARE;

  /** How its files are read, with the settings of every corpus. */
  public static final List<Setting<?>> READING = ReadSettings.ALL;

  /** All of them; they belong to text, not to a corpus folder. */
  public static final List<Setting<?>> ALL =
      Stream.concat(Stream.of(TOKENIZER, VOCAB_SIZE, VAL, VAL_SHARE), READING.stream()).toList();

  private TextSettings() {}

  /** Text to train on, of which only repetitions of a whole document are left out. */
  public static CorpusOptions text(List<Path> inputs) {
    return CorpusOptions.of(inputs).withSelection(Selection.EXACT);
  }

  /**
   * How files are read: as some settings say, and else as before.
   *
   * @throws UsageException where a setting is a name of nothing
   */
  public static ReadOptions reading(Settings settings, ReadOptions before) {
    String textField = settings.find(ReadSettings.TEXT_FIELD, before.textField());
    if (textField.isEmpty()) {
      throw new UsageException("%s: expected a name", ReadSettings.TEXT_FIELD);
    }
    int most = settings.find(ReadSettings.MAX_DOCUMENT_BYTES, before.maximumDocumentBytes());
    ReadOptions options =
        before
            .withSplit(split(settings.find(ReadSettings.SPLIT), before.split()))
            .withTextField(textField)
            .withInvalidBytes(settings.find(ReadSettings.INVALID_BYTES, before.invalidBytes()))
            .withMarkdown(settings.find(ReadSettings.MARKDOWN, before.markdown()))
            .withMaximumDocumentBytes(most);
    return encoding(settings).map(options::withEncoding).orElse(options);
  }

  private static SplitRule split(@Nullable String name, SplitRule otherwise) {
    try {
      return name == null ? otherwise : SplitRule.parse(name);
    } catch (CorpusException e) {
      throw new UsageException("%s: %s", ReadSettings.SPLIT, String.valueOf(e.getMessage()));
    }
  }

  /** The encoding that was asked for. */
  private static Optional<Charset> encoding(Settings settings) {
    String name = settings.find(ReadSettings.ENCODING);
    try {
      return Optional.ofNullable(name).map(Charset::forName);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new UsageException(
          "%s: expected a name such as UTF-8, GB18030 or ISO-8859-1, found %s",
          ReadSettings.ENCODING, String.valueOf(name));
    }
  }
}
