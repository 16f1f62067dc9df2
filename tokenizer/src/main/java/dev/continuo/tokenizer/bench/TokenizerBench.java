package dev.continuo.tokenizer.bench;

import dev.continuo.tokenizer.files.Scratch;
import dev.continuo.tokenizer.json.TokenizerException;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import dev.continuo.tokenizer.train.BytePairOptions;
import dev.continuo.tokenizer.train.BytePairTrainer;
import dev.continuo.tokenizer.train.TrainedTokenizer;
import dev.continuo.tokenizer.train.TrainingProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures learning and encoding on a text whose lines are the documents. The first round is what a
 * fresh Java does, later ones are faster.
 */
public final class TokenizerBench {

  private static final int ROUNDS_OF_REFERENCE = 2;
  private static final double NANOS = 1e9;

  private final Path text;
  private final List<String> lines;
  private final int rounds;
  private final BenchListener listener;

  private TokenizerBench(Path text, List<String> lines, int rounds, BenchListener listener) {
    this.text = text;
    this.lines = lines;
    this.rounds = rounds;
    this.listener = listener;
  }

  /**
   * A measurement on a UTF-8 text.
   *
   * @param rounds how often each is done
   * @param listener hears of each round when it is done
   */
  public static TokenizerBench on(Path text, int rounds, BenchListener listener)
      throws IOException {
    return new TokenizerBench(text, linesOf(Files.readString(text)), rounds, listener);
  }

  /**
   * Learns byte pairs, and encodes with them.
   *
   * @param withReference whether also the HuggingFace library encodes
   */
  public void learn(BytePairOptions options, boolean withReference) throws IOException {
    Scratch scratch = Scratch.temporary();
    Path learned = scratch.path().resolve(Tokenizers.FILE_NAME);
    try {
      for (int round = 1; round <= rounds; round++) {
        long start = System.nanoTime();
        TrainedTokenizer trained =
            BytePairTrainer.train(lines.iterator(), options, TrainingProgress.NONE);
        listener.learned(round, seconds(start), trained.mergeCount());
        trained.write(learned);
      }
      encode(learned, withReference);
    } finally {
      scratch.delete();
    }
  }

  /**
   * Encodes with a tokenizer.
   *
   * @param withReference whether also the HuggingFace library encodes
   * @throws TokenizerException if its ids are others
   */
  public void encode(Path tokenizer, boolean withReference) throws IOException {
    List<int[]> ids = List.of();
    long start = System.nanoTime();
    try (Tokenizer fast = Tokenizers.open(tokenizer)) {
      listener.opened(seconds(start));
      for (int round = 1; round <= rounds; round++) {
        ids = encode(fast, "encode", round);
      }
    }
    if (withReference) {
      try (Tokenizer reference = Tokenizers.openReference(tokenizer)) {
        for (int round = 1; round <= ROUNDS_OF_REFERENCE; round++) {
          List<int[]> expected = encode(reference, "reference", round);
          if (!Arrays.deepEquals(expected.toArray(), ids.toArray())) {
            throw new TokenizerException(text + ": the ids differ from the reference's");
          }
        }
      }
    }
  }

  private List<int[]> encode(Tokenizer encoder, String name, int round) throws IOException {
    long start = System.nanoTime();
    List<int[]> ids = encoder.encodeAll(lines);
    double seconds = seconds(start);
    long count = ids.stream().mapToLong(line -> line.length).sum();
    listener.encoded(name, round, seconds, Files.size(text), count);
    return ids;
  }

  private static List<String> linesOf(String text) {
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
    return (System.nanoTime() - start) / NANOS;
  }
}
