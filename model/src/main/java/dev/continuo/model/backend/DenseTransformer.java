package dev.continuo.model.backend;

import dev.continuo.model.backend.Backend.HeadNorms;
import dev.continuo.model.backend.Backend.Heads;
import dev.continuo.model.backend.Backend.Program;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.weights.WeightNames;
import dev.continuo.model.weights.WeightNames.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The decoder-only transformer of Qwen 3 and Llama, forward and backward, over the operations of a
 * backend. Its buffers are made once, for the largest batch; each shape of a batch has its
 * programs. One thread uses it at a time.
 */
public final class DenseTransformer implements AutoCloseable {

  /** Rows of the vocabulary's logits begin at multiples of so many elements. */
  private static final int LOGIT_ALIGNMENT = 64;

  /** The most elements of the logits that are in memory at once. */
  private static final long LOGITS = 1L << 29;

  /** The buffers of a layer that the way back needs. */
  private record Layer(
      int index,
      Buffer x, // (N, C)
      Buffer scales, // (N)
      Buffer normed, // (N, C)
      Buffer projected, // (N, (H+2K)·D)
      Buffer headScales, // (N, H+K)
      Buffer rotated, // (N, (H+K)·D)
      Buffer attended, // (N, H·D)
      Buffer logSums, // (B, H, T)
      Buffer middle, // (N, C)
      Buffer middleScales, // (N)
      Buffer middleNormed, // (N, C)
      Buffer gateUp, // (N, 2F)
      Buffer inner) {} // (N, F)

  private record Shape(int batch, boolean accumulate, LossFunction loss) {}

  private final Backend backend;
  private final ModelConfig config;
  private final Parameters parameters;
  private final int time;
  private final int largestBatch;
  private final int chunk;
  private final int logitStride;

  private final Buffer ids;
  private final Buffer targets;
  private final Buffer order;
  private final Buffer factor;
  private final Buffer losses;
  private final Buffer likeliest;
  private final Buffer lossSum;
  private final Buffer cosines;
  private final Buffer sines;
  private final List<Layer> layers = new ArrayList<>();
  private final Buffer last; // (N, C)
  private final Buffer lastScales; // (N)
  private final Buffer hidden; // (N, C), normed
  private final Buffer logits; // (chunk, V)
  private final Buffer dx; // (N, C)
  private final Buffer dxRounded; // (N, C)
  private final Buffer dNormed; // (N, C)
  private final Buffer dProjected; // (N, (H+2K)·D)
  private final Buffer dAttended; // (N, H·D)
  private final Buffer delta; // (B, H, T)
  private final Buffer dGateUp; // (N, 2F)
  private final Buffer dInner; // (N, F)
  private final Map<Shape, Program> training = new HashMap<>();
  private final Map<Integer, Program> scoring = new HashMap<>();

  /**
   * A transformer with weights of zero.
   *
   * @param batch the most sequences that go through it at once
   * @param time T, the tokens of each sequence
   */
  public DenseTransformer(Backend backend, ModelConfig config, int batch, int time) {
    switch (config.architecture()) {
      case QWEN3, LLAMA -> {}
      case GPT2 ->
          throw new ModelException("GPT-2's architecture cannot be trained on this backend yet");
    }
    if (time > config.contextLength()) {
      throw new ModelException(
          "sequences of " + time + " tokens; the net was made for " + config.contextLength());
    }
    this.backend = backend;
    this.config = config;
    this.time = time;
    largestBatch = batch;
    parameters = new Parameters(backend, config);
    long rows = Math.multiplyExact(batch, time);
    Heads heads = heads(batch);
    int channels = config.channels();
    long inner = config.feedForwardChannels();
    logitStride = Math.ceilDiv(config.vocabularySize(), LOGIT_ALIGNMENT) * LOGIT_ALIGNMENT;
    chunk = (int) Math.clamp(LOGITS / logitStride, 1, rows);

    ids = ints("ids", rows);
    targets = ints("targets", rows);
    order = ints("order of ids", rows);
    factor = floats("factor", 1);
    losses = floats("losses", rows);
    likeliest = ints("likeliest ids", rows);
    lossSum = backend.allocate("loss", ElementType.FLOAT64, 1);
    RotaryTables tables = RotaryTables.of(time, config.headSize(), config.rotaryBase());
    cosines = floats("cosines", tables.cosines().length);
    sines = floats("sines", tables.sines().length);
    tables.write(backend, cosines, sines);

    Buffer x = floats("x 0", rows * channels);
    for (int index = 0; index < config.layerCount(); index++) {
      layers.add(
          new Layer(
              index,
              x,
              floats("scales " + index, rows),
              activations("normed " + index, rows * channels),
              activations("projected " + index, rows * heads.projectedChannels()),
              floats("head scales " + index, rows * (heads.queries() + heads.keys())),
              activations("rotated " + index, rows * heads.rotatedChannels()),
              activations("attended " + index, rows * heads.queryChannels()),
              floats("log sums " + index, rows * heads.queries()),
              floats("middle " + index, rows * channels),
              floats("middle scales " + index, rows),
              activations("middle normed " + index, rows * channels),
              activations("gate and up " + index, rows * 2 * inner),
              activations("inner " + index, rows * inner)));
      x = floats("x " + (index + 1), rows * channels);
    }
    last = x;
    lastScales = floats("last scales", rows);
    hidden = activations("hidden", rows * channels);
    logits = activations("logits", (long) chunk * logitStride);
    dx = floats("dx", rows * channels);
    dxRounded = activations("dx rounded", rows * channels);
    dNormed = activations("dNormed", rows * channels);
    dProjected = activations("dProjected", rows * heads.projectedChannels());
    dAttended = activations("dAttended", rows * heads.queryChannels());
    delta = floats("delta", rows * heads.queries());
    dGateUp = activations("dGateUp", rows * 2 * inner);
    dInner = activations("dInner", rows * inner);
  }

  private Buffer floats(String name, long elements) {
    return backend.allocate(name, ElementType.FLOAT32, elements);
  }

  private Buffer ints(String name, long elements) {
    return backend.allocate(name, ElementType.INT32, elements);
  }

  private Buffer activations(String name, long elements) {
    return backend.allocate(name, backend.activations(), elements);
  }

  private Heads heads(int batch) {
    return new Heads(
        batch, time, config.headCount(), config.keyValueHeadCount(), config.headSize());
  }

  /** The weights and their gradients. */
  public Parameters parameters() {
    return parameters;
  }

  /** int32 (B·T): the ids, to be written before a pass. */
  public Buffer ids() {
    return ids;
  }

  /** int32 (B·T): the id wanted after each; negative: not counted. */
  public Buffer targets() {
    return targets;
  }

  /** int32 (B·T): the rows in the order of their ids, before a pass that trains. */
  public Buffer order() {
    return order;
  }

  /** One float32: what gradients are multiplied by. */
  public Buffer factor() {
    return factor;
  }

  /** One float64: the sum of the losses of the passes since the last one that did not add. */
  public Buffer lossSum() {
    return lossSum;
  }

  /** float32 (B·T): the losses of the last pass. */
  public Buffer losses() {
    return losses;
  }

  /** int32 (B·T): what {@link #score} finds likeliest after each id. */
  public Buffer likeliest() {
    return likeliest;
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
            shape -> backend.program(() -> train(batch, accumulate, loss)))
        .run();
  }

  /** The cross-entropy of each target and the likeliest ids. */
  public void score(int batch) {
    check(batch);
    scoring.computeIfAbsent(batch, key -> backend.program(() -> evaluate(batch))).run();
  }

  private void check(int batch) {
    if (batch < 1 || batch > largestBatch) {
      throw new IllegalArgumentException(
          "a batch of " + batch + " sequences; there is room for 1 to " + largestBatch);
    }
  }

  /** The operations of {@link #forwardBackward}, in order, for a plan. */
  public void forwardBackwardOperations(int batch, LossFunction loss) {
    check(batch);
    train(batch, false, loss);
  }

  private void train(int batch, boolean accumulate, LossFunction loss) {
    forward(batch);
    head(batch, accumulate, loss);
    for (Layer layer : layers.reversed()) {
      feedForwardBackward(layer, batch, accumulate);
      attentionBackward(layer, batch, accumulate);
    }
    Parameter table = parameters.get(WeightNames.EMBEDDING);
    if (!config.tiedEmbeddings() && !accumulate) {
      backend.clear(table.gradient());
    }
    backend.embedBackward(ids, order, dx, table.gradient(), batch * time, config.channels());
  }

  private void forward(int batch) {
    int rows = batch * time;
    backend.embed(
        ids,
        parameters.get(WeightNames.EMBEDDING).weight(),
        layers.isEmpty() ? last : layers.getFirst().x(),
        rows,
        config.channels());
    for (Layer layer : layers) {
      attention(layer, batch);
      feedForward(layer, batch);
    }
    norm(last, WeightNames.FINAL_NORM, hidden, lastScales, rows);
  }

  /** middle = x + attention(norm(x)). */
  private void attention(Layer layer, int batch) {
    Heads heads = heads(batch);
    int rows = heads.rows();
    norm(layer.x, Part.INPUT_NORM.in(layer.index), layer.normed, layer.scales, rows);
    product(layer.normed, projection(layer.index), layer.projected, rows);
    backend.rotate(
        heads,
        layer.projected,
        headNorms(layer, false),
        cosines,
        sines,
        layer.rotated,
        layer.headScales);
    backend.attend(heads, layer.rotated, layer.projected, layer.attended, layer.logSums);
    addProduct(
        layer.x, layer.attended, matrix(Part.ATTENTION_OUTPUT, layer.index), layer.middle, rows);
  }

  /** The next layer's x = middle + down(silu(gate)·up) of norm(middle). */
  private void feedForward(Layer layer, int batch) {
    int rows = batch * time;
    norm(
        layer.middle,
        Part.FEED_FORWARD_NORM.in(layer.index),
        layer.middleNormed,
        layer.middleScales,
        rows);
    product(layer.middleNormed, gateUp(layer.index), layer.gateUp, rows);
    backend.swiGlu(layer.gateUp, layer.inner, rows, config.feedForwardChannels());
    addProduct(layer.middle, layer.inner, matrix(Part.DOWN, layer.index), next(layer), rows);
  }

  /** The losses, and dx of the last x. */
  private void head(int batch, boolean accumulate, LossFunction loss) {
    int rows = batch * time;
    ParameterMatrix output = output();
    for (int first = 0; first < rows; first += chunk) {
      int count = Math.min(chunk, rows - first);
      Matrix some = rows(hidden, first, count, config.channels());
      Matrix table = new Matrix(logits, 0, count, config.vocabularySize(), logitStride, 0, false);
      backend.multiply(some, output.weight().transpose(), null, table, 1);
      backend.lossGradient(
          logits,
          targets.slice("targets", first, count),
          factor,
          losses.slice("losses", first, count),
          count,
          config.vocabularySize(),
          logitStride,
          loss);
      Matrix gradient = output.gradient();
      boolean add = accumulate || first > 0;
      backend.multiply(table.transpose(), some, add ? gradient : null, gradient, 1);
      backend.multiply(
          table, output.weight(), null, rows(dNormed, first, count, config.channels()), 1);
    }
    backend.sumLosses(losses, lossSum, rows, accumulate);
    normBackward(last, WeightNames.FINAL_NORM, lastScales, rows, false, accumulate);
  }

  private void feedForwardBackward(Layer layer, int batch, boolean accumulate) {
    int rows = batch * time;
    int channels = config.feedForwardChannels();
    productBackward(
        dxRounded, layer.inner, matrix(Part.DOWN, layer.index), dInner, rows, accumulate);
    backend.swiGluBackward(dInner, layer.gateUp, dGateUp, rows, channels);
    productBackward(dGateUp, layer.middleNormed, gateUp(layer.index), dNormed, rows, accumulate);
    normBackward(
        layer.middle,
        Part.FEED_FORWARD_NORM.in(layer.index),
        layer.middleScales,
        rows,
        true,
        accumulate);
  }

  private void attentionBackward(Layer layer, int batch, boolean accumulate) {
    Heads heads = heads(batch);
    int rows = heads.rows();
    productBackward(
        dxRounded,
        layer.attended,
        matrix(Part.ATTENTION_OUTPUT, layer.index),
        dAttended,
        rows,
        accumulate);
    backend.attendBackward(
        heads,
        layer.rotated,
        layer.projected,
        layer.attended,
        layer.logSums,
        dAttended,
        delta,
        dProjected);
    backend.rotateBackward(
        heads,
        layer.projected,
        headNorms(layer, accumulate),
        cosines,
        sines,
        layer.headScales,
        dProjected);
    productBackward(dProjected, layer.normed, projection(layer.index), dNormed, rows, accumulate);
    normBackward(layer.x, Part.INPUT_NORM.in(layer.index), layer.scales, rows, true, accumulate);
  }

  /** The operations of {@link #score}: logits as float32, a half chunk at a time. */
  private void evaluate(int batch) {
    forward(batch);
    int rows = batch * time;
    long room = logits.bytes() / Float.BYTES / logitStride;
    Buffer exact = wide(logits, (int) Math.max(room, 1));
    int most = (int) Math.max(room, 1);
    for (int first = 0; first < rows; first += most) {
      int count = Math.min(most, rows - first);
      backend.multiply(
          rows(hidden, first, count, config.channels()),
          output().weight().transpose(),
          null,
          new Matrix(exact, 0, count, config.vocabularySize(), logitStride, 0, false),
          1);
      backend.crossEntropy(
          exact,
          targets.slice("targets", first, count),
          losses.slice("losses", first, count),
          likeliest.slice("likeliest ids", first, count),
          count,
          config.vocabularySize(),
          logitStride);
    }
  }

  /** The same memory as float32; its own where there is too little for a row. */
  private Buffer wide(Buffer narrow, int rows) {
    long elements = (long) rows * logitStride;
    return narrow.bytes() >= elements * Float.BYTES
        ? new Buffer(narrow.name(), ElementType.FLOAT32, elements, narrow.address())
        : floats("a row of logits", elements);
  }

  private void norm(Buffer x, String weight, Buffer y, Buffer scales, int rows) {
    backend.norm(
        x,
        parameters.get(weight).weight(),
        y,
        scales,
        rows,
        config.channels(),
        (float) config.normEpsilon());
  }

  private void normBackward(
      Buffer x, String weight, Buffer scales, int rows, boolean add, boolean accumulate) {
    Parameter parameter = parameters.get(weight);
    backend.normBackward(
        dNormed,
        x,
        parameter.weight(),
        scales,
        dx,
        add,
        dxRounded,
        parameter.gradient(),
        accumulate,
        rows,
        config.channels());
  }

  private @Nullable HeadNorms headNorms(Layer layer, boolean accumulate) {
    if (!config.queryKeyNorm()) {
      return null;
    }
    Parameter query = parameters.get(Part.QUERY_NORM.in(layer.index));
    Parameter key = parameters.get(Part.KEY_NORM.in(layer.index));
    return new HeadNorms(
        query.weight(),
        key.weight(),
        query.gradient(),
        key.gradient(),
        (float) config.normEpsilon(),
        accumulate);
  }

  private Buffer next(Layer layer) {
    return layer.index + 1 < layers.size() ? layers.get(layer.index + 1).x : last;
  }

  private ParameterMatrix projection(int layer) {
    return parameters.stacked(
        config.channels(), Part.QUERY.in(layer), Part.KEY.in(layer), Part.VALUE.in(layer));
  }

  private ParameterMatrix gateUp(int layer) {
    return parameters.stacked(config.channels(), Part.GATE.in(layer), Part.UP.in(layer));
  }

  private ParameterMatrix matrix(Part part, int layer) {
    int inputs =
        part == Part.DOWN ? config.feedForwardChannels() : config.headCount() * config.headSize();
    return parameters.stacked(inputs, part.in(layer));
  }

  private ParameterMatrix output() {
    String name = config.tiedEmbeddings() ? WeightNames.EMBEDDING : WeightNames.OUTPUT;
    return parameters.stacked(config.channels(), name);
  }

  private static Matrix rows(Buffer buffer, int first, int count, int columns) {
    return new Matrix(buffer, (long) first * columns, count, columns, columns, 0, false);
  }

  /** y (N, O) = x (N, I)·Wᵀ. */
  private void product(Buffer x, ParameterMatrix weight, Buffer y, int rows) {
    Matrix result = Matrix.of(y, rows, weight.outputs());
    Matrix input = Matrix.of(x, rows, weight.inputs());
    backend.multiply(input, weight.weight().transpose(), null, result, 1);
  }

  /** y (N, C) = x (N, C) + z (N, I)·Wᵀ. */
  private void addProduct(Buffer x, Buffer z, ParameterMatrix weight, Buffer y, int rows) {
    backend.multiply(
        Matrix.of(z, rows, weight.inputs()),
        weight.weight().transpose(),
        Matrix.of(x, rows, weight.outputs()),
        Matrix.of(y, rows, weight.outputs()),
        1);
  }

  /** dx (N, I) = dy (N, O)·W, and W's gradient dyᵀ·x. */
  private void productBackward(
      Buffer dy, Buffer x, ParameterMatrix weight, Buffer result, int rows, boolean accumulate) {
    Matrix gradientOfY = Matrix.of(dy, rows, weight.outputs());
    Matrix input = Matrix.of(x, rows, weight.inputs());
    Matrix gradient = weight.gradient();
    backend.multiply(gradientOfY.transpose(), input, accumulate ? gradient : null, gradient, 1);
    backend.multiply(
        gradientOfY, weight.weight(), null, Matrix.of(result, rows, weight.inputs()), 1);
  }

  @Override
  public void close() {
    training.values().forEach(Program::close);
    scoring.values().forEach(Program::close);
  }
}
