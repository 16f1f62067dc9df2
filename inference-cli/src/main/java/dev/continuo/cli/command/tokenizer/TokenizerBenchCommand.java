package dev.continuo.cli.command.tokenizer;

import dev.continuo.cli.command.option.SettingOptions;
import dev.continuo.cli.command.option.Usage;
import dev.continuo.tokenizer.bench.BenchListener;
import dev.continuo.tokenizer.bench.TokenizerBench;
import dev.continuo.tokenizer.setting.Setting;
import dev.continuo.tokenizer.train.BytePairOptions;
import dev.continuo.tokenizer.train.VocabularySettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A text in, the speed of learning a vocabulary and of encoding out. */
@Command(
    name = "bench",
    modelTransformer = TokenizerBenchCommand.Options.class,
    description = {
      "Measure how fast a vocabulary is learned from a text and the text encoded with it.",
      "Lines are documents. The first round is what a fresh Java does, later ones are faster; to see"
          + " that of encoding, give a tokenizer."
    },
    footer = {
      "",
      "Examples:",
      "  continuo tokenizer bench data/large/bible.txt --reference",
      "  continuo tokenizer bench data/large/bible.txt -t tokenizer.json"
    })
final class TokenizerBenchCommand implements Callable<Integer> {

  private static final double MEGA = 1e6;
  private static final List<Setting<?>> SETTINGS = List.of(VocabularySettings.VOCAB_SIZE);

  /** The settings of learning that the speed depends on most, as options. */
  static final class Options extends SettingOptions {
    Options() {
      super(Map.of("The vocabulary", SETTINGS));
    }
  }

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "A UTF-8 text file.")
  private Path file;

  @Option(
      names = {"-t", "--tokenizer"},
      paramLabel = "FILE",
      description = "Encode with this tokenizer.json, and learn none.")
  private @Nullable Path tokenizer;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      paramLabel = "N",
      description = "How often each is done. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--reference",
      description = "Also encode with the HuggingFace library, and compare the ids.")
  private boolean withReference;

  @Override
  public Integer call() throws IOException {
    Usage usage = new Usage(spec);
    usage.positive("--rounds", rounds);
    if (tokenizer != null) {
      usage.refuse("--tokenizer", SETTINGS.stream().map(SettingOptions::name).toList());
    }
    BytePairOptions options =
        TokenizerTrainCommand.bytePairs(SettingOptions.parsed(spec, SETTINGS));
    TokenizerBench bench = TokenizerBench.on(file, rounds, new Rows());
    if (tokenizer == null) {
      bench.learn(options, withReference);
    } else {
      bench.encode(tokenizer, withReference);
    }
    if (withReference) {
      print("the ids are the same");
    }
    return 0;
  }

  /** A line for each round. */
  private final class Rows implements BenchListener {

    @Override
    public void learned(int round, double seconds, int merges) {
      print(String.format(Locale.ROOT, "train %d: %.3f s, %,d merges", round, seconds, merges));
    }

    @Override
    public void opened(double seconds) {
      print(String.format(Locale.ROOT, "open: %.3f s", seconds));
    }

    @Override
    public void encoded(String name, int round, double seconds, long bytes, long ids) {
      print(
          String.format(
              Locale.ROOT,
              "%s %d: %.3f s, %.1f MB/s, %,d ids",
              name,
              round,
              seconds,
              bytes / MEGA / seconds,
              ids));
    }
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
