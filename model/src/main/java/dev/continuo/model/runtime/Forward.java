package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.runtime.Weights.Layer;
import dev.continuo.model.weights.WeightNames.Part;
import java.util.stream.IntStream;

/**
 * The network's forward pass over the next tokens of one text. In the comments T is the number of
 * tokens at hand, C the channels, H the query heads, K the key-value heads, D the head size, F the
 * feed-forward channels and V the vocabulary.
 */
final class Forward {

  private static final int MOST_TOKENS = 64;
  private static final int MOST_FLOATS = 1 << 24;

  private final ModelConfig config;
  private final Weights weights;
  private final Kernels kernels;
  private final WorkerPool pool;
  private final KeyValueCache cache;
  private final Attention attention;
  private final int mostTokens;

  private final float[] stream; // (T, C)
  private final float[] normed; // (T, C)
  private final float[] queries; // (T, H, D)
  private final float[] keys; // (T, K, D)
  private final float[] values; // (T, K, D)
  private final float[] attended; // (T, H, D)
  private final float[] gate; // (T, F)
  private final float[] up; // (T, F)
  private final float[] change; // (T, C)
  private final float[] logits; // (V)

  Forward(RuntimeModel model) {
    config = model.config();
    weights = model.weights();
    kernels = model.kernels();
    pool = model.pool();
    cache = new KeyValueCache(config);
    attention = new Attention(config, kernels, cache);
    int queryChannels = config.headCount() * config.headSize();
    int keyChannels = config.keyValueHeadCount() * config.headSize();
    int widest = Math.max(queryChannels, Math.max(config.channels(), config.feedForwardChannels()));
    mostTokens = Math.clamp(Math.min(MOST_FLOATS / widest, config.contextLength()), 1, MOST_TOKENS);
    stream = new float[mostTokens * config.channels()];
    normed = new float[mostTokens * config.channels()];
    queries = new float[mostTokens * queryChannels];
    keys = new float[mostTokens * keyChannels];
    values = new float[mostTokens * keyChannels];
    attended = new float[mostTokens * queryChannels];
    gate = new float[mostTokens * config.feedForwardChannels()];
    up = new float[mostTokens * config.feedForwardChannels()];
    change = new float[mostTokens * config.channels()];
    logits = new float[config.vocabularySize()];
  }

  /** How many tokens one run takes. */
  int mostTokens() {
    return mostTokens;
  }

  /** Runs some tokens through all layers; their text so far has {@code position} tokens. */
  void run(int[] ids, int start, int tokens, int position) {
    cache.reserve(position + tokens);
    attention.turnTo(position, tokens);
    for (int t = 0; t < tokens; t++) {
      weights.embedding().copyRow(ids[start + t], stream, t * config.channels());
    }
    for (int i = 0; i < config.layerCount(); i++) {
      Layer layer = weights.layers().get(i);
      attend(layer, i, tokens);
      feedForward(layer, tokens);
    }
  }

  /** The logits after one of the tokens of the last run; overwritten by the next call. */
  float[] logits(int token) {
    normalize(stream, token, weights.finalNorm(), normed, 0);
    multiply(1, new Product(weights.output(), normed, logits));
    return logits;
  }

  private void attend(Layer layer, int index, int tokens) {
    normalizeAll(layer.norm(Part.INPUT_NORM), tokens);
    multiply(
        tokens,
        new Product(layer.matrix(Part.QUERY), normed, queries),
        new Product(layer.matrix(Part.KEY), normed, keys),
        new Product(layer.matrix(Part.VALUE), normed, values));
    pool.run(tokens, t -> attention.prepare(layer, index, t, queries, keys, values));
    pool.run(config.headCount(), head -> attention.attend(index, head, tokens, queries, attended));
    multiply(tokens, new Product(layer.matrix(Part.ATTENTION_OUTPUT), attended, change));
    addChange(tokens);
  }

  private void feedForward(Layer layer, int tokens) {
    int channels = config.feedForwardChannels();
    normalizeAll(layer.norm(Part.FEED_FORWARD_NORM), tokens);
    multiply(
        tokens,
        new Product(layer.matrix(Part.GATE), normed, gate),
        new Product(layer.matrix(Part.UP), normed, up));
    pool.run(tokens, t -> swiGlu(t * channels, (t + 1) * channels));
    multiply(tokens, new Product(layer.matrix(Part.DOWN), gate, change));
    addChange(tokens);
  }

  /** A matrix times each of some vectors: x (T, columns), y (T, rows). */
  private static final class Product {
    private final Matrix matrix;
    private final float[] x;
    private final float[] y;

    Product(Matrix matrix, float[] x, float[] y) {
      this.matrix = matrix;
      this.x = x;
      this.y = y;
    }
  }

  /** Computes some products whose inputs are ready, their rows shared by all threads. */
  private void multiply(int tokens, Product... products) {
    int tasks = IntStream.range(0, products.length).map(i -> products[i].matrix.tasks()).sum();
    pool.run(
        tasks,
        task -> {
          int rest = task;
          for (Product product : products) {
            if (rest < product.matrix.tasks()) {
              product.matrix.multiply(kernels, rest, product.x, tokens, product.y);
              return;
            }
            rest -= product.matrix.tasks();
          }
        });
  }

  private void normalizeAll(float[] weight, int tokens) {
    for (int t = 0; t < tokens; t++) {
      normalize(stream, t, weight, normed, t);
    }
  }

  private void normalize(float[] x, int xRow, float[] weight, float[] y, int yRow) {
    int channels = weight.length;
    System.arraycopy(x, xRow * channels, y, yRow * channels, channels);
    RootMeanSquare.normalize(kernels, y, yRow * channels, weight, config.normEpsilon());
  }

  /** Replaces the gate by silu(gate) · up. */
  private void swiGlu(int from, int to) {
    for (int i = from; i < to; i++) {
      gate[i] = gate[i] / (1 + (float) Math.exp(-gate[i])) * up[i];
    }
  }

  private void addChange(int tokens) {
    kernels.addScaled(stream, 0, change, 0, 1, tokens * config.channels());
  }
}
