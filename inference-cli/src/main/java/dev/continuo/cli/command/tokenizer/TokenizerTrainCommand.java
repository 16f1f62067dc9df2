package dev.continuo.cli.command.tokenizer;

import dev.continuo.cli.command.option.MemorySize;
import dev.continuo.cli.command.option.QuietMixin;
import dev.continuo.cli.command.option.ReadingOptions;
import dev.continuo.cli.command.option.Usage;
import dev.continuo.cli.terminal.SkippedNotes;
import dev.continuo.cli.terminal.Terminal;
import dev.continuo.cli.terminal.TokenizerProgress;
import dev.continuo.cli.train.StopRequest;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.read.DocumentReader;
import dev.continuo.corpus.read.HeldOutTexts;
import dev.continuo.corpus.read.ReadListener;
import dev.continuo.corpus.read.ReadOptions;
import dev.continuo.corpus.read.Source;
import dev.continuo.corpus.read.Sources;
import dev.continuo.tokenizer.files.AtomicFile;
import dev.continuo.tokenizer.files.OverwriteRule;
import dev.continuo.tokenizer.files.Scratch;
import dev.continuo.tokenizer.json.TokenizerException;
import dev.continuo.tokenizer.pretokenizer.PreTokenizer;
import dev.continuo.tokenizer.text.Compression;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import dev.continuo.tokenizer.train.BytePairOptions;
import dev.continuo.tokenizer.train.BytePairTrainer;
import dev.continuo.tokenizer.train.ByteVocabulary;
import dev.continuo.tokenizer.train.CharacterTrainer;
import dev.continuo.tokenizer.train.TrainedTokenizer;
import dev.continuo.tokenizer.train.TrainingProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
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
    description = "Learn a vocabulary from text and write it as a standard tokenizer.json.",
    footer = {
      "",
      "Examples:",
      "  continuo tokenizer train my.txt --vocab-size 8192 -o tokenizer.json",
      "  continuo tokenizer train texts/ --pre-tokenizer qwen --vocab-size 32000 -o tokenizer.json",
      "  continuo tokenizer train poems.txt --kind char -o tokenizer.json"
    })
final class TokenizerTrainCommand implements Callable<Integer> {

  /** What a token stands for. */
  enum Kind {
    BPE,
    CHAR,
    BYTE
  }

  private static final List<String> OF_PAIRS =
      List.of("--vocab-size", "--min-frequency", "--pre-tokenizer", "--threads", "--memory");

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
      names = "--kind",
      defaultValue = "bpe",
      paramLabel = "KIND",
      description = "bpe (byte pairs), char or byte. Default: ${DEFAULT-VALUE}.")
  private Kind kind;

  @Option(
      names = "--vocab-size",
      defaultValue = "8192",
      paramLabel = "N",
      description = "The ids wanted, for bpe. Default: ${DEFAULT-VALUE}.")
  private int vocabularySize;

  @Option(
      names = "--min-frequency",
      defaultValue = "0",
      paramLabel = "N",
      description = "How often a pair must occur to be merged. Default: ${DEFAULT-VALUE}.")
  private long minimumFrequency;

  @Option(
      names = "--pre-tokenizer",
      defaultValue = "gpt2",
      paramLabel = "NAME",
      description =
          "How words are cut: gpt2, gpt2_digits (single digits), gpt4 (digits in groups of up to"
              + " three) or qwen (single digits)."
              + " Default: ${DEFAULT-VALUE}.")
  private PreTokenizer preTokenizer;

  @Option(
      names = "--split",
      defaultValue = "auto",
      paramLabel = "RULE",
      description =
          "Where documents end: auto, file, paragraphs, lines or pattern:REGEX."
              + " Default: ${DEFAULT-VALUE}.")
  private String split;

  @Option(
      names = "--val",
      paramLabel = "FILE",
      description =
          "Text to measure bytes per token on. Default: every 100th document of IN, which is then"
              + " not learned from.")
  private @Nullable Path validation;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many threads count words; the result is the same. Default: all cores.")
  private @Nullable Integer threads;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = MemorySize.class,
      description =
          "How much memory word counts may take, e.g. 500m or 2g; the rest goes to temporary files"
              + " and the result is the same. Default: half of Java's heap.")
  private @Nullable Long memory;

  @Option(names = "--overwrite", description = "Replace existing files.")
  private boolean overwrite;

  @Mixin private QuietMixin quiet;

  private List<Source> validationSources = List.of();

  @Override
  public Integer call() throws IOException {
    checkUsage();
    checkOutput(List.of());
    if (validation != null) {
      validationSources = Sources.find(List.of(validation), ReadListener.strict());
      checkOutput(validationSources.stream().map(Source::path).toList());
    }
    Terminal terminal = quiet.terminal(spec.commandLine());
    try (StopRequest stop =
        StopRequest.onInterrupt(() -> terminal.note("stopping; Ctrl-C again ends at once"))) {
      return learn(stop, terminal);
    }
  }

  private void checkUsage() {
    Usage usage = new Usage(spec);
    if (kind != Kind.BPE) {
      usage.refuse("--kind " + kind.name().toLowerCase(Locale.ROOT), OF_PAIRS);
    }
    ReadingOptions.splitRule(spec, split);
    options();
  }

  private BytePairOptions options() {
    try {
      BytePairOptions options =
          BytePairOptions.ofSize(vocabularySize)
              .withMinimumFrequency(minimumFrequency)
              .withPreTokenizer(preTokenizer);
      BytePairOptions threaded = threads == null ? options : options.withThreads(threads);
      return memory == null ? threaded : threaded.withMemory(memory);
    } catch (TokenizerException e) {
      String message = String.valueOf(e.getMessage());
      throw new Usage(spec)
          .wrong(
              "--"
                  + message
                      .replaceFirst("^vocabulary size", "vocab-size")
                      .replaceFirst("^minimum frequency", "min-frequency"));
    }
  }

  private int learn(StopRequest stop, Terminal terminal) throws IOException {
    HeldOutTexts heldOut = new HeldOutTexts(validation == null);
    try (TokenizerProgress progress = new TokenizerProgress(terminal, stop)) {
      TrainedTokenizer trained = train(heldOut, progress, terminal);
      checkOutput(List.of()); // again: it took a while
      trained.write(output);
      Compression compression = measure(trained, heldOut, progress);
      progress.clear();
      report(trained, compression, progress.mergeSeconds());
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

  private TrainedTokenizer train(
      HeldOutTexts heldOut, TrainingProgress progress, Terminal terminal) {
    try (SkippedNotes skipped = new SkippedNotes(terminal);
        DocumentReader reader = open(found(skipped), skipped)) {
      heldOut.read(reader);
      return switch (kind) {
        case BPE -> BytePairTrainer.train(heldOut, options(), progress);
        case CHAR -> CharacterTrainer.train(heldOut, progress);
        case BYTE -> ByteVocabulary.create();
      };
    }
  }

  private List<Source> found(ReadListener problems) {
    List<Source> sources = Sources.find(inputs, problems);
    checkOutput(sources.stream().map(Source::path).toList());
    return sources;
  }

  private DocumentReader open(List<Source> sources, ReadListener problems) {
    return new DocumentReader(
        sources, ReadOptions.DEFAULT.withSplit(ReadingOptions.splitRule(spec, split)), problems);
  }

  private void checkOutput(List<Path> read) {
    TrainedTokenizer.files(output).forEach(file -> new OverwriteRule(file, overwrite).check(read));
  }

  private Compression measure(
      TrainedTokenizer trained, HeldOutTexts heldOut, TokenizerProgress progress)
      throws IOException {
    Compression compression = new Compression();
    Scratch scratch = Scratch.temporary();
    try {
      Path copy = scratch.path().resolve(Tokenizers.FILE_NAME);
      trained.write(copy);
      try (Tokenizer tokenizer = Tokenizers.open(copy)) {
        Consumer<String> measure =
            text -> {
              compression.add(tokenizer, text);
              progress.measured(compression.tokens());
            };
        if (validation == null) {
          heldOut.texts().forEach(measure);
        } else {
          try (DocumentReader reader = open(validationSources, ReadListener.strict())) {
            reader.forEachRemaining((Document document) -> measure.accept(document.text()));
          }
        }
      }
    } finally {
      scratch.delete();
    }
    return compression;
  }

  private void report(TrainedTokenizer trained, Compression compression, double seconds) {
    StringBuilder line = new StringBuilder();
    line.append(String.format(Locale.ROOT, "%s: %,d ids", output, trained.vocabularySize()));
    if (trained.mergeCount() > 0) {
      line.append(
          String.format(
              Locale.ROOT,
              ", %,d merges in %.1f s (%,.0f a second)",
              trained.mergeCount(),
              seconds,
              trained.mergeCount() / seconds));
    }
    line.append(
        compression.tokens() > 0
            ? String.format(
                Locale.ROOT, ", %.2f bytes per token on held-out text", compression.bytesPerToken())
            : "; too few documents to hold one out, give --val FILE to measure on");
    CommandLine commands = spec.commandLine();
    // a pipe that takes the vocabulary may be standard output
    (AtomicFile.isStream(output) ? commands.getErr() : commands.getOut()).println(line);
    commands.getOut().flush();
  }
}
