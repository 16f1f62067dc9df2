package dev.continuo.cli.command.tokenizer;

import dev.continuo.cli.command.option.Usage;
import dev.continuo.tokenizer.files.Scratch;
import dev.continuo.tokenizer.json.TokenizerException;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import dev.continuo.tokenizer.train.BytePairOptions;
import dev.continuo.tokenizer.train.BytePairTrainer;
import dev.continuo.tokenizer.train.TrainedTokenizer;
import dev.continuo.tokenizer.train.TrainingProgress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "A UTF-8 text file.")
  private Path file;

  @Option(
      names = {"-t", "--tokenizer"},
      paramLabel = "FILE",
      description = "Encode with this tokenizer.json, and learn none.")
  private @Nullable Path tokenizer;

  @Option(
      names = "--vocab-size",
      defaultValue = "8192",
      paramLabel = "N",
      description = "The ids wanted. Default: ${DEFAULT-VALUE}.")
  private int vocabularySize;

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
      usage.refuse("--tokenizer", List.of("--vocab-size"));
    }
    usage.within("--vocab-size", vocabularySize, BytePairOptions.SMALLEST, BytePairOptions.LARGEST);
    List<String> lines = lines();
    double megabytes = Files.size(file) / 1e6;
    if (tokenizer != null) {
      encode(tokenizer, lines, megabytes);
      return 0;
    }
    Scratch scratch = Scratch.temporary();
    Path learned = scratch.path().resolve(Tokenizers.FILE_NAME);
    try {
      for (int round = 1; round <= rounds; round++) {
        long start = System.nanoTime();
        TrainedTokenizer trained =
            BytePairTrainer.train(
                lines.iterator(), BytePairOptions.ofSize(vocabularySize), TrainingProgress.NONE);
        double seconds = seconds(start);
        print(
            String.format(
                Locale.ROOT, "train %d: %.3f s, %,d merges", round, seconds, trained.mergeCount()));
        trained.write(learned);
      }
      encode(learned, lines, megabytes);
    } finally {
      scratch.delete();
    }
    return 0;
  }

  private void encode(Path file, List<String> lines, double megabytes) {
    List<int[]> ids = List.of();
    long start = System.nanoTime();
    try (Tokenizer fast = Tokenizers.open(file)) {
      print(String.format(Locale.ROOT, "open: %.3f s", seconds(start)));
      for (int round = 1; round <= rounds; round++) {
        ids = encode(fast, "encode " + round, lines, megabytes);
      }
    }
    if (withReference) {
      try (Tokenizer reference = Tokenizers.openReference(file)) {
        for (int round = 1; round <= 2; round++) {
          List<int[]> expected = encode(reference, "reference " + round, lines, megabytes);
          if (!Arrays.deepEquals(expected.toArray(), ids.toArray())) {
            throw new TokenizerException(this.file + ": the ids differ from the reference's");
          }
        }
        print("the ids are the same");
      }
    }
  }

  private List<int[]> encode(Tokenizer encoder, String name, List<String> lines, double megabytes) {
    long start = System.nanoTime();
    List<int[]> ids = encoder.encodeAll(lines);
    double seconds = seconds(start);
    long count = ids.stream().mapToLong(line -> line.length).sum();
    print(
        String.format(
            Locale.ROOT,
            "%s: %.3f s, %.1f MB/s, %,d ids",
            name,
            seconds,
            megabytes / seconds,
            count));
    return ids;
  }

  private List<String> lines() throws IOException {
    String text = Files.readString(file);
    List<String> lines = new ArrayList<>();
    for (int start = 0; start < text.length(); ) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline + 1;
      lines.add(text.substring(start, end));
      start = end;
    }
    return lines;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
