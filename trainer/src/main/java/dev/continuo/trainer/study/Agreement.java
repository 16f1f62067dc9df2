package dev.continuo.trainer.study;

import dev.continuo.model.runtime.RuntimeModel;
import dev.continuo.model.runtime.RuntimeOptions;
import dev.continuo.model.runtime.Session;
import dev.continuo.tokenizer.shard.Shard;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How far nets that differ by their seed alone predict the same: on held-out text, and on text that
 * one of them writes on its own, where they extrapolate.
 *
 * <p>Two nets agree at a position where their likeliest next tokens are the same. How far their
 * probabilities lie apart is the Jensen–Shannon divergence (Lin 1991) in bits: 0 where they are
 * equal, 1 where they have nothing in common.
 */
final class Agreement {

  private static final int WINDOWS = 12;
  private static final int HELD_OUT_CONTEXT = 96;
  private static final int PROMPT = 24;
  private static final int WRITTEN = 64;
  private static final int STRETCH = 8;

  private Agreement() {}

  /**
   * A share of positions and a divergence, means over all pairs of nets.
   *
   * @param agreeing the share of positions with the same likeliest token
   * @param divergence in bits
   */
  record Level(double agreeing, double divergence) {}

  /**
   * What was measured.
   *
   * @param heldOut on held-out text
   * @param byStretch on text that one net writes greedily after a held-out beginning, for each
   *     eight tokens further from it
   * @param partsAfter the mean number of tokens, of at most 64, that two nets write alike before
   *     the first that differs
   */
  record Measured(Level heldOut, List<Level> byStretch, double partsAfter) {}

  /** Compares nets on the same held-out text. */
  static Measured measure(List<Path> runs, Shard heldOut) {
    List<RuntimeModel> models = new ArrayList<>();
    try {
      for (Path run : runs) {
        models.add(RuntimeModel.open(run, RuntimeOptions.defaults()));
      }
      return measure(heldOut, models);
    } finally {
      models.forEach(RuntimeModel::close);
    }
  }

  private static Measured measure(Shard heldOut, List<RuntimeModel> models) {
    int context = models.getFirst().config().contextLength();
    int window = (int) Math.min(Math.min(HELD_OUT_CONTEXT, context), heldOut.tokenCount());
    int prompt = Math.min(PROMPT, Math.max(1, window / 2));
    int written = Math.max(1, Math.min(WRITTEN, context - prompt));
    Sum onText = new Sum();
    Sum[] further = new Sum[Math.ceilDiv(written, STRETCH)];
    for (int i = 0; i < further.length; i++) {
      further[i] = new Sum();
    }
    double alike = 0;
    int pairs = 0;
    for (int i = 0; i < WINDOWS; i++) {
      long start = i * Math.max(0, heldOut.tokenCount() - window) / WINDOWS;
      int[] text = new int[window];
      heldOut.copy(start, text, 0, window);
      compare(models, text, 0, (position, level) -> onText.add(level));
      int[] beginning = Arrays.copyOf(text, prompt);
      List<int[]> texts = models.stream().map(m -> greedy(m, beginning, written)).toList();
      for (int[] own : texts) {
        compare(
            models,
            own,
            prompt - 1,
            (position, level) ->
                further[Math.min((position - prompt + 1) / STRETCH, further.length - 1)].add(
                    level));
      }
      for (int a = 0; a < texts.size(); a++) {
        for (int b = 0; b < a; b++) {
          int mismatch = Arrays.mismatch(texts.get(a), texts.get(b));
          alike += (mismatch < 0 ? prompt + written : mismatch) - prompt;
          pairs++;
        }
      }
    }
    return new Measured(
        onText.mean(), Arrays.stream(further).map(Sum::mean).toList(), alike / pairs);
  }

  private static int[] greedy(RuntimeModel model, int[] beginning, int count) {
    int[] text = Arrays.copyOf(beginning, beginning.length + count);
    try (Session session = model.newSession()) {
      int[] read = beginning;
      for (int i = beginning.length; i < text.length; i++) {
        text[i] = largest(session.append(read));
        read = new int[] {text[i]};
      }
    }
    return text;
  }

  /** What is done with a comparison of two nets at a position. */
  private interface Consumer {
    void accept(int position, Level level);
  }

  /** Compares all pairs at each position from one on. */
  private static void compare(List<RuntimeModel> models, int[] text, int from, Consumer consumer) {
    List<float[][]> all = models.stream().map(model -> logits(model, text)).toList();
    for (int position = from; position < text.length; position++) {
      for (int a = 0; a < all.size(); a++) {
        for (int b = 0; b < a; b++) {
          consumer.accept(position, level(all.get(a)[position], all.get(b)[position]));
        }
      }
    }
  }

  private static float[][] logits(RuntimeModel model, int[] text) {
    float[][] logits = new float[text.length][];
    try (Session session = model.newSession()) {
      session.append(text, (position, values) -> logits[position] = values);
    }
    return logits;
  }

  static Level level(float[] logits, float[] others) {
    double[] p = softmax(logits);
    double[] q = softmax(others);
    double divergence = 0;
    for (int i = 0; i < p.length; i++) {
      double middle = (p[i] + q[i]) / 2;
      divergence += part(p[i], middle) + part(q[i], middle);
    }
    return new Level(
        largest(logits) == largest(others) ? 1 : 0, Math.max(0, divergence / 2 / Math.log(2)));
  }

  private static double part(double p, double middle) {
    return p == 0 ? 0 : p * Math.log(p / middle);
  }

  private static double[] softmax(float[] logits) {
    double most = logits[largest(logits)];
    double[] probabilities = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = Math.exp(logits[i] - most);
      sum += probabilities[i];
    }
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }

  private static int largest(float[] values) {
    int largest = 0;
    for (int i = 1; i < values.length; i++) {
      largest = values[i] > values[largest] ? i : largest;
    }
    return largest;
  }

  private static final class Sum {
    private double agreeing;
    private double divergence;
    private long count;

    void add(Level level) {
      agreeing += level.agreeing();
      divergence += level.divergence();
      count++;
    }

    Level mean() {
      return new Level(agreeing / count, divergence / count);
    }
  }

  /** What was measured, in lines for people. */
  static List<String> describe(Measured measured) {
    Level first = measured.byStretch().getFirst();
    Level last = measured.byStretch().getLast();
    return List.of(
        String.format(
            Locale.ROOT,
            "agreement  on held-out text two of the nets have the same likeliest token at %.0f %% of"
                + " the positions; divergence %.3f bits",
            measured.heldOut().agreeing() * 100,
            measured.heldOut().divergence()),
        String.format(
            Locale.ROOT,
            "           on text that one writes: %.0f %% in its first %d tokens, %.0f %% in the last;"
                + " two greedy texts part after %.1f tokens",
            first.agreeing() * 100,
            STRETCH,
            last.agreeing() * 100,
            measured.partsAfter()));
  }
}
