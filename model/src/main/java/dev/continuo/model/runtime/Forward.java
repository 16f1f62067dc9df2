package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelParts;
import dev.continuo.model.config.ModelParts.Activation;
import dev.continuo.model.vector.Workers;
import dev.continuo.model.weights.WeightNames.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The network's forward pass over a batch: the next tokens of one or several texts. In the comments
 * T is the number of tokens in the batch, C the channels, H the query heads, K the key-value heads,
 * D the head size, F the feed-forward channels and V the vocabulary.
 */
final class Forward implements BatchForward {

  private static final int MOST_TOKENS = 128;
  private static final int MOST_FLOATS = 1 << 24;
  private static final int MOST_LOGITS = 1 << 20;

  private final ModelConfig config;
  private final Weights weights;
  private final Kernels kernels;
  private final Workers pool;
  private final ModelParts parts;
  private final Set<Rotation> rotations;
  private final Attention attention;
  private final Scratch[] scratches;
  private final int mostTokens;
  private final int mostRows;

  private final float[] stream; // (T, C)
  private final float[] normed; // (T, C)
  private final Attention.Projected projected;
  private final float[] attended; // (T, H, D)
  private final float[] gate; // (T, F)
  private final float[] up; // (T, F)
  private final float[] change; // (T, C)
  private final float[] logits; // (rows, V)

  Forward(ModelConfig config, Weights weights, Kernels kernels, Workers pool) {
    this.config = config;
    this.parts = config.parts();
    this.weights = weights;
    this.kernels = kernels;
    this.pool = pool;
    int queryChannels = config.headCount() * config.headSize();
    int inner = config.feedForwardChannels();
    int widest = Math.max(queryChannels, Math.max(config.channels(), inner));
    mostTokens = Math.clamp(MOST_FLOATS / widest, 1, MOST_TOKENS);
    mostRows = Math.clamp(MOST_LOGITS / config.vocabularySize(), 1, mostTokens);
    @Nullable Rotation[] ofLayers = Rotation.ofLayers(config, mostTokens);
    rotations = Arrays.stream(ofLayers).filter(Objects::nonNull).collect(Collectors.toSet());
    attention = new Attention(config, kernels, ofLayers);
    scratches = new Scratch[pool.threads()];
    for (int i = 0; i < scratches.length; i++) {
      scratches[i] = new Scratch();
    }
    stream = new float[mostTokens * config.channels()];
    normed = new float[mostTokens * config.channels()];
    projected = new Attention.Projected(mostTokens, config);
    attended = new float[mostTokens * queryChannels];
    gate = new float[parts.gated() ? mostTokens * inner : 0];
    up = new float[mostTokens * inner];
    change = new float[mostTokens * config.channels()];
    logits = new float[mostRows * config.vocabularySize()];
  }

  @Override
  public int mostTokens() {
    return mostTokens;
  }

  @Override
  public int mostRows() {
    return mostRows;
  }

  /** An empty cache, rounded as the weights are. */
  @Override
  public TextCache newCache() {
    return emptyCache();
  }

  private KeyValueCache emptyCache() {
    return KeyValueCache.of(config, kernels, weights.inInt8());
  }

  @Override
  public long weightBytes() {
    return weights.bytes();
  }

  @Override
  public long bytesPerToken() {
    return emptyCache().bytesPerPosition();
  }

  @Override
  public OptionalLong cachedTokens() {
    return OptionalLong.empty();
  }

  @Override
  public void onShortage(BooleanSupplier makeRoom) {}

  @Override
  public void reserve(Slice slice) {
    slice.keyValues().reserve(slice.position() + slice.tokens());
  }

  @Override
  public void close() {}

  @Override
  public void run(List<Slice> slices, int[] ids) {
    int tokens = 0;
    for (Slice slice : slices) {
      for (int t = 0; t < slice.tokens(); t++) {
        embed(tokens, ids[tokens], slice.position() + t);
        tokens++;
      }
    }
    slices.forEach(slice -> slice.show(stream));
    for (int i = 0; i < config.layerCount(); i++) {
      Layer layer = weights.layers().get(i);
      attend(layer, i, slices, tokens);
      if (parts.parallel()) {
        normalize(layer, Part.FEED_FORWARD_NORM, tokens); // before attention is added
      }
      addChange(layer, Part.ATTENTION_OUTPUT, Part.ATTENTION_POST_NORM, tokens);
      if (!parts.parallel()) {
        normalize(layer, Part.FEED_FORWARD_NORM, tokens);
      }
      feedForward(layer, tokens);
      addChange(layer, Part.DOWN, Part.FEED_FORWARD_POST_NORM, tokens);
      slices.forEach(slice -> slice.show(stream));
    }
  }

  @Override
  public void logits(int[] tokens, int rows) {
    int channels = config.channels();
    for (int row = 0; row < rows; row++) {
      weights.finalNorm().apply(kernels, stream, tokens[row] * channels, normed, row * channels);
    }
    multiplyOutput(rows);
  }

  private void multiplyOutput(int rows) {
    multiply(rows, new Product(weights.output(), normed, logits));
    float factor = (float) parts.factors().logits();
    float cap = (float) parts.factors().logitCap();
    if (factor != 1 || cap != 0) {
      int length = rows * config.vocabularySize();
      scale(logits, 0, length, factor);
      if (cap != 0) {
        kernels.softCap(logits, 0, length, cap);
      }
    }
  }

  private static void scale(float[] x, int start, int length, float factor) {
    for (int i = start; i < start + length; i++) {
      x[i] *= factor;
    }
  }

  @Override
  public boolean showsLayers() {
    return true;
  }

  @Override
  public List<float[]> logits(StreamRows rows) {
    List<float[]> all = new ArrayList<>();
    int channels = config.channels();
    for (int from = 0; from < rows.count(); from += mostRows) {
      int count = Math.min(mostRows, rows.count() - from);
      float[] some = rows.range(from, from + count); // (count, C)
      for (int row = 0; row < count; row++) {
        weights.finalNorm().apply(kernels, some, row * channels, normed, row * channels);
      }
      multiplyOutput(count);
      for (int row = 0; row < count; row++) {
        all.add(row(row));
      }
    }
    return all;
  }

  @Override
  public float[] row(int row) {
    int vocabulary = config.vocabularySize();
    return Arrays.copyOfRange(logits, row * vocabulary, (row + 1) * vocabulary);
  }

  private void embed(int token, int id, int position) {
    int start = token * config.channels();
    weights.embedding().copyRow(id, stream, start);
    float factor = (float) parts.factors().embedding();
    if (factor != 1) {
      scale(stream, start, config.channels(), factor);
    }
    for (Rotation rotation : rotations) {
      rotation.place(token, position);
    }
    weights
        .positions()
        .ifPresent(
            table -> {
              table.copyRow(position, change, start);
              kernels.addScaled(stream, start, change, start, 1, config.channels());
            });
  }

  private void attend(Layer layer, int index, List<Slice> slices, int tokens) {
    normalize(layer, Part.INPUT_NORM, tokens);
    float[] input = parts.norms().place().before() ? normed : stream;
    multiply(
        tokens,
        new Product(layer.matrix(Part.QUERY), input, projected.queries),
        new Product(layer.matrix(Part.KEY), input, projected.keys),
        new Product(layer.matrix(Part.VALUE), input, projected.values));
    if (attention.normsFullWidth()) {
      pool.run(tokens, (token, worker) -> attention.normFullWidth(layer, token, projected));
    }
    int heads = config.keyValueHeadCount();
    pool.run(
        slices.size() * heads,
        (task, worker) ->
            attention.attend(
                layer,
                index,
                task % heads,
                slices.get(task / heads),
                projected,
                attended,
                scratches[worker]));
    multiply(tokens, new Product(layer.matrix(Part.ATTENTION_OUTPUT), attended, change));
  }

  private void feedForward(Layer layer, int tokens) {
    int inner = config.feedForwardChannels();
    float[] input = parts.norms().place().before() ? normed : stream;
    Activation activation = parts.feedForward().activation();
    float[] upBias = layer.bias(Part.UP);
    if (parts.gated()) {
      multiply(
          tokens,
          new Product(layer.matrix(Part.GATE), input, gate),
          new Product(layer.matrix(Part.UP), input, up));
      float[] gateBias = layer.bias(Part.GATE);
      pool.run(
          tokens,
          (token, worker) -> {
            addBias(gateBias, gate, token);
            addBias(upBias, up, token);
            Activations.gated(kernels, activation, gate, up, token * inner, inner);
          });
      multiply(tokens, new Product(layer.matrix(Part.DOWN), gate, change));
    } else {
      multiply(tokens, new Product(layer.matrix(Part.UP), input, up));
      pool.run(
          tokens,
          (token, worker) -> {
            addBias(upBias, up, token);
            Activations.apply(kernels, activation, up, token * inner, inner);
          });
      multiply(tokens, new Product(layer.matrix(Part.DOWN), up, change));
    }
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
    int tasks = 0;
    for (Product product : products) {
      tasks += product.matrix.tasks();
    }
    pool.run(
        tasks,
        (task, worker) -> {
          int rest = task;
          for (Product product : products) {
            if (rest < product.matrix.tasks()) {
              product.matrix.multiply(rest, product.x, tokens, product.y, scratches[worker]);
              return;
            }
            rest -= product.matrix.tasks();
          }
        });
  }

  /** Normalizes the stream, where a half layer begins with that. */
  private void normalize(Layer layer, Part part, int tokens) {
    if (parts.norms().place().before()) {
      Norm norm = layer.norm(part);
      int channels = config.channels();
      pool.run(
          tokens,
          (token, worker) ->
              norm.apply(kernels, stream, token * channels, normed, token * channels));
    }
  }

  private void addBias(float[] bias, float[] x, int token) {
    if (bias.length > 0) {
      kernels.addScaled(x, token * bias.length, bias, 0, 1, bias.length);
    }
  }

  /** Adds what a half layer makes to the stream. */
  private void addChange(Layer layer, Part last, Part postNorm, int tokens) {
    int channels = config.channels();
    float[] bias = layer.bias(last);
    Norm norm = parts.norms().place().after() ? layer.norm(postNorm) : null;
    float factor = (float) parts.factors().residual();
    pool.run(
        tokens,
        (token, worker) -> {
          addBias(bias, change, token);
          if (norm != null) {
            norm.apply(kernels, change, token * channels);
          }
          kernels.addScaled(stream, token * channels, change, token * channels, factor, channels);
        });
  }
}
