package dev.continuo.corpus.trace;

import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Measures by hand how fast a corpus is indexed and texts are traced: {@code TraceSpeed CORPUS
 * INDEX [TOKENS]}. The texts have so many tokens (256): of the training text, of the held-out text,
 * and of both in turns.
 */
final class TraceSpeed {

  private static final int TEXTS = 300;
  private static final int TURN = 20;

  private TraceSpeed() {}

  public static void main(String[] arguments) {
    CorpusFolder corpus = new CorpusFolder(Path.of(arguments[0]));
    Path folder = Path.of(arguments[1]);
    int tokens = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 256;
    if (!TraceIndex.isThere(folder)) {
      TraceFile file = new TraceIndexer(corpus).write(folder, (phase, done, all) -> {});
      double megabytes = corpus.report().training().bytes() / 1e6;
      System.out.printf(
          "%.1f MB of text, %,d tokens: %.1f s, %.1f MB/s; the index has %.1f MB; held out: %s%n",
          megabytes,
          file.tokens(),
          file.seconds(),
          megabytes / file.seconds(),
          file.bytes() / 1e6,
          file.heldOut());
    }
    long opening = System.nanoTime();
    try (TraceIndex index = TraceIndex.open(folder, corpus);
        Tokenizer tokenizer = Tokenizers.open(corpus.tokenizer());
        Shard training = Shard.open(corpus.trainingShard());
        Shard heldOut = Shard.open(corpus.validationShard())) {
      System.out.printf("opened in %.0f ms%n", (System.nanoTime() - opening) / 2e6);
      Random random = new Random(1);
      for (int round = 0; round < 2; round++) {
        measure("training text", index, texts(random, tokenizer, tokens, training, training));
        measure("held-out text", index, texts(random, tokenizer, tokens, heldOut, heldOut));
        measure("both in turns", index, texts(random, tokenizer, tokens, training, heldOut));
      }
    }
  }

  private static List<String> texts(
      Random random, Tokenizer tokenizer, int tokens, Shard one, Shard other) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < TEXTS; i++) {
      StringBuilder text = new StringBuilder();
      int turn = one == other ? tokens : TURN;
      for (int at = 0; at < tokens; at += turn) {
        Shard shard = at / turn % 2 == 0 ? one : other;
        int[] ids = new int[Math.min(turn, tokens - at)];
        shard.copy(random.nextLong(shard.tokenCount() - ids.length), ids, 0, ids.length);
        text.append(tokenizer.decode(ids));
      }
      texts.add(text.toString());
    }
    return texts;
  }

  private static void measure(String what, TraceIndex index, List<String> texts) {
    double[] spans = new double[TEXTS];
    double[] all = new double[TEXTS];
    long found = 0;
    for (int i = 0; i < TEXTS; i++) {
      long begin = System.nanoTime();
      found += index.trace(texts.get(i), new TraceOptions(8, 3, 0)).spans().size();
      spans[i] = (System.nanoTime() - begin) / 1e6;
      begin = System.nanoTime();
      index.trace(texts.get(i), TraceOptions.DEFAULTS);
      all[i] = (System.nanoTime() - begin) / 1e6;
    }
    Arrays.sort(spans);
    Arrays.sort(all);
    System.out.printf(
        "%s: %.1f spans a text; spans alone %.2f ms (worst %.2f), with nearest documents %.2f ms"
            + " (worst %.2f)%n",
        what,
        (double) found / TEXTS,
        spans[TEXTS / 2],
        spans[TEXTS - 1],
        all[TEXTS / 2],
        all[TEXTS - 1]);
  }
}
