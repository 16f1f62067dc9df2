package dev.continuo.cli.command.tokenizer;

import dev.continuo.cli.command.option.QuietMixin;
import dev.continuo.cli.command.option.ReadingOptions;
import dev.continuo.cli.command.option.SettingOptions;
import dev.continuo.cli.command.option.Usage;
import dev.continuo.cli.terminal.SkippedNotes;
import dev.continuo.cli.terminal.Terminal;
import dev.continuo.cli.terminal.TokenizerProgress;
import dev.continuo.cli.train.StopRequest;
import dev.continuo.corpus.read.ReadSettings;
import dev.continuo.corpus.tokenize.LearnedTokenizer;
import dev.continuo.corpus.tokenize.TokenizerTraining;
import dev.continuo.tokenizer.files.AtomicFile;
import dev.continuo.tokenizer.json.TokenizerException;
import dev.continuo.tokenizer.setting.Setting;
import dev.continuo.tokenizer.train.BytePairOptions;
import dev.continuo.tokenizer.train.VocabularyKind;
import dev.continuo.tokenizer.train.VocabularySettings;
import dev.continuo.trainer.config.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Text files in, a tokenizer.json out. */
@Command(
    name = "train",
    modelTransformer = TokenizerTrainCommand.Options.class,
    description = "Learn a vocabulary from text and write it as a standard tokenizer.json.",
    footer = {
      "",
      "Examples:",
      "  continuo tokenizer train my.txt --vocab-size 8192 -o tokenizer.json",
      "  continuo tokenizer train texts/ --pre-tokenizer qwen --vocab-size 32000 -o tokenizer.json",
      "  continuo tokenizer train poems.txt --kind char -o tokenizer.json"
    })
final class TokenizerTrainCommand implements Callable<Integer> {

  /** The settings of learning, and of reading, as options. */
  static final class Options extends SettingOptions {
    Options() {
      super(sections());
    }

    private static Map<String, List<Setting<?>>> sections() {
      Map<String, List<Setting<?>>> sections = new LinkedHashMap<>();
      sections.put("The vocabulary", VocabularySettings.ALL);
      sections.put(ReadingOptions.HEADING, ReadSettings.ALL);
      return sections;
    }
  }

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "IN",
      description = "Files, folders and patterns, as in 'continuo corpus build'.")
  private List<Path> inputs;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "The tokenizer.json to write; tokenizer_config.json goes beside it.")
  private Path output;

  @Option(
      names = "--val",
      paramLabel = "FILE",
      description =
          "Text to measure bytes per token on. Default: every 100th document of IN, which is then"
              + " not learned from.")
  private @Nullable Path validation;

  @Option(names = "--overwrite", description = "Replace existing files.")
  private boolean overwrite;

  @Mixin private QuietMixin quiet;

  @Override
  public Integer call() {
    TokenizerTraining training = training();
    Terminal terminal = quiet.terminal(spec.commandLine());
    try (StopRequest stop = StopRequest.onInterrupt(terminal)) {
      return learn(training, stop, terminal);
    }
  }

  private TokenizerTraining training() {
    Settings settings = SettingOptions.parsed(spec, VocabularySettings.ALL);
    VocabularyKind kind = settings.get(VocabularySettings.KIND);
    if (kind != VocabularyKind.BPE) {
      new Usage(spec)
          .refuse(
              SettingOptions.name(VocabularySettings.KIND) + " " + Setting.text(kind),
              VocabularySettings.OF_BYTE_PAIRS.stream().map(SettingOptions::name).toList());
    }
    TokenizerTraining training =
        TokenizerTraining.on(inputs)
            .reading(ReadingOptions.parsed(spec))
            .kind(kind)
            .bytePairs(bytePairs(settings));
    if (validation != null) {
      training.measuredOn(validation);
    }
    return overwrite ? training.overwrite() : training;
  }

  static BytePairOptions bytePairs(Settings settings) {
    return new BytePairOptions(
        settings.get(VocabularySettings.VOCAB_SIZE),
        settings.get(VocabularySettings.MIN_FREQUENCY),
        settings.get(VocabularySettings.PRE_TOKENIZER),
        settings.find(VocabularySettings.THREADS, BytePairOptions.DEFAULT.threads()),
        settings.find(VocabularySettings.MEMORY, BytePairOptions.DEFAULT.memorySize()).bytes());
  }

  private int learn(TokenizerTraining training, StopRequest stop, Terminal terminal) {
    try (TokenizerProgress progress = new TokenizerProgress(terminal, stop);
        SkippedNotes skipped = new SkippedNotes(terminal)) {
      LearnedTokenizer learned = training.into(output, skipped, progress);
      progress.clear();
      report(learned, progress.mergeSeconds());
      return 0;
    } catch (TokenizerException e) {
      if (!stop.getAsBoolean()) {
        throw e;
      }
      // Nobody could say it later: the program ends as soon as the stop is closed.
      terminal.note("continuo: " + e.getMessage());
      return 1;
    }
  }

  private void report(LearnedTokenizer learned, double seconds) {
    StringBuilder line = new StringBuilder();
    line.append(String.format(Locale.ROOT, "%s: %,d ids", output, learned.vocabularySize()));
    if (learned.mergeCount() > 0) {
      line.append(
          String.format(
              Locale.ROOT,
              ", %,d merges in %.1f s (%,.0f a second)",
              learned.mergeCount(),
              seconds,
              learned.mergeCount() / seconds));
    }
    line.append(
        learned.compression().tokens() > 0
            ? String.format(
                Locale.ROOT,
                ", %.2f bytes per token on held-out text",
                learned.compression().bytesPerToken())
            : "; too few documents to hold one out, give --val FILE to measure on");
    CommandLine commands = spec.commandLine();
    // a pipe that takes the vocabulary may be standard output
    (AtomicFile.isStream(output) ? commands.getErr() : commands.getOut()).println(line);
    commands.getOut().flush();
  }
}
