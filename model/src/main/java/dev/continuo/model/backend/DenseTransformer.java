package dev.continuo.model.backend;

import dev.continuo.model.backend.Backend.Program;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.kernel.LossFunction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The decoder-only transformer of Qwen, Llama, GPT-2 and what has their parts, forward and
 * backward, over the operations of a backend. Its buffers are made once, for the largest batch;
 * each shape of a batch has its programs. One thread uses it at a time.
 *
 * <p>With recompute (Chen et al., arXiv 1604.06174) only the inputs of layers are kept, and the
 * backward pass of a layer begins with its forward pass once more: the same gradients, bit for bit,
 * for about a third more work, in much less memory.
 */
public final class DenseTransformer implements AutoCloseable {

  /** The most elements of the logits that are in memory at once. */
  private static final long LOGITS = 1L << 29;

  /** x + attention, then x + feed-forward part. */
  private record Layer(AttentionHalf attention, FeedForwardHalf feedForward) {

    void forward(int batch, int rows, boolean training) {
      attention.forward(batch, training);
      feedForward.forward(rows, training);
    }

    /** What the backward pass needs, from the layer's input. */
    void forwardAgain(int batch, int rows) {
      attention.forward(batch, true);
      feedForward.activate(rows);
    }

    void backward(int batch, int rows, boolean accumulate) {
      feedForward.backward(rows, accumulate);
      attention.backward(batch, accumulate);
    }
  }

  private record Shape(int batch, boolean accumulate, LossFunction loss) {}

  private final Workspace space;
  private final boolean recompute;
  private final InputEmbedding embedding;
  private final List<Layer> layers = new ArrayList<>();
  private final OutputHead head;
  private final Map<Shape, Program> training = new HashMap<>();
  private final Map<Integer, Program> scoring = new HashMap<>();

  /** A transformer with weights of zero, without dropout. */
  public DenseTransformer(Backend backend, ModelConfig config, int batch, int time) {
    this(backend, config, batch, time, 0, false);
  }

  /**
   * A transformer with weights of zero.
   *
   * @param batch the most sequences that go through it at once
   * @param time T, the tokens of each sequence
   * @param dropout the share of what the embedding and each half layer add to the residual stream
   *     that is left out in training
   * @param recompute whether the layers share the memory of their activations
   */
  public DenseTransformer(
      Backend backend, ModelConfig config, int batch, int time, double dropout, boolean recompute) {
    this(backend, config, batch, time, dropout, recompute, LOGITS);
  }

  /**
   * One with other chunks.
   *
   * @param mostLogits the most elements of the logits that are in memory at once, but for a row
   */
  DenseTransformer(
      Backend backend,
      ModelConfig config,
      int batch,
      int time,
      double dropout,
      boolean recompute,
      long mostLogits) {
    ComputedParts.requireTraining(config, time, backend.computesMoreParts());
    if (!(dropout >= 0 && dropout < 1)) {
      throw new ModelException("dropout must be from 0 to below 1: " + dropout);
    }
    if (time > config.contextLength()) {
      throw new ModelException(
          "sequences of " + time + " tokens; the net was made for " + config.contextLength());
    }
    this.recompute = recompute;
    space = Workspace.of(backend, config, batch, time, dropout);
    embedding = new InputEmbedding(space);
    List<@Nullable Rotation> rotations = Rotation.ofLayers(backend, config, time);
    LayerActivations shared = recompute ? LayerActivations.of(space, "of a layer") : null;
    Buffer last = embedding.x();
    for (int index = 0; index < config.layerCount(); index++) {
      LayerActivations activations =
          shared == null ? LayerActivations.of(space, Integer.toString(index)) : shared;
      AttentionHalf attention =
          new AttentionHalf(space, index, rotations.get(index), last, activations);
      FeedForwardHalf feedForward = new FeedForwardHalf(space, index, activations);
      layers.add(new Layer(attention, feedForward));
      last = feedForward.sum();
    }
    head = new OutputHead(space, last, mostLogits);
  }

  /** The weights and their gradients. */
  public Parameters parameters() {
    return space.parameters();
  }

  /** int32 (B·T): the ids, to be written before a pass. */
  public Buffer ids() {
    return embedding.ids();
  }

  /** int32 (B·T): the id wanted after each; negative: not counted. */
  public Buffer targets() {
    return head.targets();
  }

  /** int32 (B·T): the rows in the order of their ids, before a pass that trains. */
  public Buffer order() {
    return embedding.order();
  }

  /** One float32: what gradients are multiplied by. */
  public Buffer factor() {
    return head.factor();
  }

  /** Two int32, which elements dropout leaves out: others for each pass that trains. */
  public Buffer dropoutSeed() {
    return space.seed();
  }

  /** One float64: the sum of the losses of the passes since the last one that did not add. */
  public Buffer lossSum() {
    return head.lossSum();
  }

  /** float32 (B·T): the losses of the last pass. */
  public Buffer losses() {
    return head.losses();
  }

  /** int32 (B·T): what {@link #score} finds likeliest after each id. */
  public Buffer likeliest() {
    return head.likeliest();
  }

  /** What {@link #score} finds for the last chunk of its rows. */
  Buffer logits() {
    return head.logits();
  }

  /**
   * The gradient of the summed loss of a batch, times the factor.
   *
   * @param batch its sequences
   * @param accumulate whether gradients and losses are added to those that are there
   */
  public void forwardBackward(int batch, boolean accumulate, LossFunction loss) {
    check(batch);
    training
        .computeIfAbsent(
            new Shape(batch, accumulate, loss),
            shape -> space.backend().program(() -> train(batch, accumulate, loss)))
        .run();
  }

  /** The cross-entropy of each target and the likeliest ids. */
  public void score(int batch) {
    check(batch);
    scoring.computeIfAbsent(batch, key -> space.backend().program(() -> evaluate(batch))).run();
  }

  private void check(int batch) {
    if (batch < 1 || batch > space.largestBatch()) {
      throw new IllegalArgumentException(
          "a batch of " + batch + " sequences; there is room for 1 to " + space.largestBatch());
    }
  }

  /** The operations of {@link #forwardBackward}, in order, for a program. */
  public void forwardBackwardOperations(int batch, boolean accumulate, LossFunction loss) {
    check(batch);
    train(batch, accumulate, loss);
  }

  /** The operations of {@link #score}, in order, for a program. */
  public void scoreOperations(int batch) {
    check(batch);
    evaluate(batch);
  }

  private void train(int batch, boolean accumulate, LossFunction loss) {
    int rows = batch * space.time();
    forward(batch, true);
    head.forwardBackward(rows, accumulate, loss);
    for (Layer layer : layers.reversed()) {
      boolean there = !recompute || layer.equals(layers.getLast());
      if (!there) {
        layer.forwardAgain(batch, rows);
      }
      layer.backward(batch, rows, accumulate);
    }
    embedding.backward(batch, accumulate);
  }

  private void evaluate(int batch) {
    forward(batch, false);
    head.score(batch * space.time());
  }

  private void forward(int batch, boolean training) {
    embedding.forward(batch, training);
    for (Layer layer : layers) {
      layer.forward(batch, batch * space.time(), training);
    }
  }

  @Override
  public void close() {
    training.values().forEach(Program::close);
    scoring.values().forEach(Program::close);
  }
}
