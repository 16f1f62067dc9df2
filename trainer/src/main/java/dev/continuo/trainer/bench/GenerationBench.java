package dev.continuo.trainer.bench;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.runtime.RuntimeModel;
import dev.continuo.model.runtime.RuntimeOptions;
import dev.continuo.model.runtime.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Measures prefill and decoding of one text, and of several at once, with the likeliest tokens. */
public final class GenerationBench {

  private final RuntimeModel model;
  private final int[] prompt;
  private final int tokens;
  private long nanosOfPrompt;
  private long nanosOfTokens;

  private GenerationBench(RuntimeModel model, int promptTokens, int tokens) {
    ModelConfig config = model.config();
    if (promptTokens + tokens > config.contextLength()) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "expected at most %d tokens, the model's context, found %d of the prompt and %d after it",
              config.contextLength(),
              promptTokens,
              tokens));
    }
    this.model = model;
    this.prompt =
        IntStream.range(0, promptTokens).map(i -> i * 31 % config.vocabularySize()).toArray();
    this.tokens = tokens;
  }

  /**
   * Measures a model.
   *
   * @param promptTokens how many tokens are read at once
   * @param tokens how many are generated after them
   * @param texts how many texts are generated at once in the end
   * @param rounds how often each is measured, after a round that does not count
   */
  public static GenerationSpeed run(
      Path path, RuntimeOptions options, int promptTokens, int tokens, int texts, int rounds) {
    long start = System.nanoTime();
    try (RuntimeModel model = RuntimeModel.open(path, options)) {
      double load = seconds(System.nanoTime() - start);
      GenerationBench bench = new GenerationBench(model, promptTokens, tokens);
      bench.generate();
      double cold = seconds(bench.nanosOfPrompt);
      long ofPrompt = Long.MAX_VALUE;
      long ofTokens = Long.MAX_VALUE;
      for (int round = 0; round < rounds; round++) {
        bench.generate();
        ofPrompt = Math.min(ofPrompt, bench.nanosOfPrompt);
        ofTokens = Math.min(ofTokens, bench.nanosOfTokens);
      }
      double concurrent = 0;
      for (int round = 0; texts > 1 && round <= rounds; round++) {
        concurrent = Math.max(concurrent, bench.together(texts));
      }
      return new GenerationSpeed(
          load,
          cold,
          seconds(ofPrompt),
          promptTokens / seconds(ofPrompt),
          tokens / seconds(ofTokens),
          concurrent,
          model.weightBytes(),
          bench.readBytes(),
          model.cachedTokens().isPresent()
              ? OptionalDouble.empty()
              : OptionalDouble.of(MemoryBandwidth.measure(options.threads())));
    }
  }

  /** Generates one text: its first token comes with the prompt and is not counted. */
  private void generate() {
    Session session = model.newSession();
    long start = System.nanoTime();
    int id = session.append(prompt, GenerationBench::likeliest);
    long first = System.nanoTime();
    for (int i = 0; i < tokens; i++) {
      id = session.append(new int[] {id}, GenerationBench::likeliest);
    }
    nanosOfPrompt = first - start;
    nanosOfTokens = System.nanoTime() - first;
  }

  /** Generates several texts at once; their prompts are not counted. */
  private double together(int texts) {
    List<Session> sessions = new ArrayList<>();
    for (int i = 0; i < texts; i++) {
      Session session = model.newSession();
      session.feed(prompt);
      sessions.add(session);
    }
    try (ExecutorService readers = Executors.newFixedThreadPool(texts)) {
      List<Future<?>> ends = new ArrayList<>();
      long start = System.nanoTime();
      for (Session session : sessions) {
        ends.add(readers.submit(() -> decode(session)));
      }
      for (Future<?> end : ends) {
        end.get();
      }
      return texts * tokens / seconds(System.nanoTime() - start);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelException("interrupted", e);
    } catch (ExecutionException e) {
      throw new ModelException("a text could not be generated: " + e.getCause(), e);
    }
  }

  private void decode(Session session) {
    int id = 0;
    for (int i = 0; i < tokens; i++) {
      id = session.append(new int[] {id}, GenerationBench::likeliest);
    }
  }

  /** What one token reads: all weights, and the keys and values of the text so far. */
  private long readBytes() {
    return model.weightBytes() + model.bytesPerToken() * (prompt.length + tokens / 2);
  }

  private static int likeliest(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }

  private static double seconds(long nanos) {
    return (double) nanos / TimeUnit.SECONDS.toNanos(1);
  }
}
