package dev.continuo.cli.command.corpus;

import dev.continuo.cli.command.option.ReadingOptions;
import dev.continuo.cli.command.option.SettingOptions;
import dev.continuo.corpus.clean.CleaningOptions;
import dev.continuo.corpus.dedup.RepetitionSettings;
import dev.continuo.corpus.read.ReadSettings;
import dev.continuo.corpus.span.SpanRule;
import dev.continuo.corpus.span.SpanUnit;
import dev.continuo.corpus.step.CorpusOptions;
import dev.continuo.corpus.step.CorpusSettings;
import dev.continuo.corpus.work.WorkOptions;
import dev.continuo.tokenizer.files.OverwriteRule;
import dev.continuo.tokenizer.setting.Setting;
import dev.continuo.trainer.config.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** The settings of a corpus as options, and what commands make of them. */
class CorpusSettingOptions extends SettingOptions {

  /** The options of every command that reads a corpus's text. */
  static final List<Setting<?>> OF_TEXT =
      Stream.of(
              ReadSettings.ALL,
              CorpusSettings.CLEANING,
              RepetitionSettings.ALL,
              CorpusSettings.WORK)
          .<Setting<?>>flatMap(List::stream)
          .toList();

  CorpusSettingOptions() {
    this(Map.of());
  }

  private CorpusSettingOptions(Map<String, List<Setting<?>>> more) {
    super(sections(more));
  }

  /** Those of text, and how it is cut into spans. */
  static final class WithSpans extends CorpusSettingOptions {
    WithSpans() {
      super(Map.of("How spans are made", CorpusSettings.SPANS));
    }
  }

  /** Those of text and spans, and what is held out of training. */
  static final class WithHeldOut extends CorpusSettingOptions {
    WithHeldOut() {
      super(
          Map.of(
              "How spans are made and what is held out",
              Stream.of(CorpusSettings.SPANS, CorpusSettings.HELD_OUT)
                  .<Setting<?>>flatMap(List::stream)
                  .toList()));
    }
  }

  private static Map<String, List<Setting<?>>> sections(Map<String, List<Setting<?>>> more) {
    Map<String, List<Setting<?>>> sections = new LinkedHashMap<>();
    sections.put(ReadingOptions.HEADING, ReadSettings.ALL);
    sections.put("What is removed from documents", CorpusSettings.CLEANING);
    sections.put("What counts as repeated", RepetitionSettings.ALL);
    sections.putAll(more);
    sections.put("How it is worked on", CorpusSettings.WORK);
    return sections;
  }

  static CleaningOptions cleaning(CommandSpec spec) {
    Settings settings = parsed(spec, CorpusSettings.CLEANING);
    return new CleaningOptions(
        settings.has(CorpusSettings.REMOVE_BOILERPLATE),
        settings.has(CorpusSettings.REMOVE_REPEATED_LINES));
  }

  /** With spans made and cut as a command's options say. */
  static CorpusOptions withSpans(CorpusOptions options, CommandSpec spec) {
    Settings settings = parsed(spec, CorpusSettings.SPANS);
    SpanRule defaults = SpanRule.DEFAULT;
    return options
        .withSpans(
            new SpanRule(
                settings.has(CorpusSettings.SPAN_PARAGRAPHS)
                    ? SpanUnit.PARAGRAPHS
                    : defaults.unit(),
                settings.get(CorpusSettings.SPAN_BYTES),
                defaults.minimumHidden(),
                defaults.maximumHidden(),
                settings.get(CorpusSettings.CUTS)))
        .withSeed(settings.get(CorpusSettings.SEED));
  }

  /** With text held out as a command's options say. */
  static CorpusOptions withHeldOut(CorpusOptions options, CommandSpec spec) {
    Settings settings = parsed(spec, CorpusSettings.HELD_OUT);
    settings.exclude(CorpusSettings.VAL, CorpusSettings.VAL_SHARE);
    Path file = settings.find(CorpusSettings.VAL);
    return file == null
        ? options.withValidationShare(settings.get(CorpusSettings.VAL_SHARE))
        : options.withValidationFile(file);
  }

  static WorkOptions work(CommandSpec spec) {
    Settings settings = parsed(spec, CorpusSettings.WORK);
    WorkOptions options =
        WorkOptions.DEFAULT
            .withStrict(settings.has(CorpusSettings.STRICT))
            .withOverwrite(settings.has(OverwriteRule.OVERWRITE))
            .withThreads(settings.find(CorpusSettings.THREADS, WorkOptions.DEFAULT.threads()));
    Path dropped = settings.find(CorpusSettings.KEEP_DROPPED);
    return (dropped == null ? options : options.withDropped(dropped))
        .withMemory(settings.get(RepetitionSettings.MEMORY).bytes());
  }
}
