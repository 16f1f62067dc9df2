package dev.continuo.model.engine;

import ai.djl.ndarray.NDArray;
import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.device.Processor;
import dev.continuo.model.device.Sizes;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.kernel.NativeProducts;
import dev.continuo.model.net.Precision;
import dev.continuo.model.vector.Workers;
import dev.continuo.model.weights.WeightNames;
import dev.continuo.model.weights.WeightNames.Part;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The transformer on the CPU in float32: losses and gradients of a batch, over weights that it
 * shares with their owner. The results do not depend on the number of threads. One thread calls it
 * at a time.
 */
public final class ExplicitTransformer implements AutoCloseable {

  private record Layer(AttentionHalf attention, FeedForwardHalf feedForward) {}

  private final ScalarType type;
  private final Workers workers;
  private final Workspace workspace;
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final List<StackedMatrix> matrices = new ArrayList<>();
  private final List<NormWeight> norms = new ArrayList<>();
  private final List<Layer> layers = new ArrayList<>();
  private final EmbeddingTable embedding;
  private final OutputHead head;

  /** x before each half layer and after the last: 2L+1 times (N, C). */
  private float[][] streams = {};

  private int capacity;

  /** Whether this machine and libtorch have what it needs, and it knows the architecture. */
  public static boolean supports(ModelConfig config) {
    boolean known =
        switch (config.architecture()) {
          case QWEN3, LLAMA -> true;
          case GPT2 -> false;
        };
    return known && NativeProducts.areThere();
  }

  /**
   * A transformer over weights.
   *
   * @param config the dimensions
   * @param weights by HuggingFace name, float32 on the CPU; the gradients get the same manager
   * @param precision the format of matrix products and attention
   * @param threads how many threads compute, the calling one among them
   */
  public ExplicitTransformer(
      ModelConfig config, Map<String, NDArray> weights, Precision precision, int threads) {
    if (precision == Precision.BFLOAT16 && !Processor.current().hasBfloat16()) {
      throw new ModelException( // libtorch would end the process
          "this CPU has no matrix products in bfloat16 (avx512_bf16 or amx_bf16); use float32");
    }
    workers = new Workers(threads);
    type = precision.scalarType();
    workspace = new Workspace(config, type, workers);
    weights.forEach((name, weight) -> parameters.put(name, Parameter.of(weight)));
    int channels = config.channels();
    int heads = config.headCount() * config.headSize();
    for (int index = 0; index < config.layerCount(); index++) {
      AttentionHalf attention =
          new AttentionHalf(
              workspace,
              norm(Part.INPUT_NORM.in(index)),
              matrix(channels, Part.QUERY.in(index), Part.KEY.in(index), Part.VALUE.in(index)),
              matrix(heads, Part.ATTENTION_OUTPUT.in(index)),
              config.queryKeyNorm() ? norm(Part.QUERY_NORM.in(index)) : null,
              config.queryKeyNorm() ? norm(Part.KEY_NORM.in(index)) : null);
      FeedForwardHalf feedForward =
          new FeedForwardHalf(
              workspace,
              norm(Part.FEED_FORWARD_NORM.in(index)),
              matrix(channels, Part.GATE.in(index), Part.UP.in(index)),
              matrix(config.feedForwardChannels(), Part.DOWN.in(index)));
      layers.add(new Layer(attention, feedForward));
    }
    embedding = new EmbeddingTable(parameter(WeightNames.EMBEDDING), channels);
    String output = config.tiedEmbeddings() ? WeightNames.EMBEDDING : WeightNames.OUTPUT;
    head = new OutputHead(workspace, type, norm(WeightNames.FINAL_NORM), matrix(channels, output));
    refresh();
  }

  private Parameter parameter(String name) {
    @Nullable Parameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new IllegalArgumentException("no weight is named " + name);
    }
    return parameter;
  }

  private StackedMatrix matrix(int inputs, String... names) {
    StackedMatrix matrix =
        new StackedMatrix(type, inputs, Stream.of(names).map(this::parameter).toList());
    matrices.add(matrix);
    return matrix;
  }

  private NormWeight norm(String name) {
    NormWeight norm = new NormWeight(parameter(name), workspace.config().normEpsilon());
    norms.add(norm);
    return norm;
  }

  /** Takes over the weights as they are now; called after each time that they were moved. */
  public void refresh() {
    int[] ends = new int[matrices.size()];
    int tasks = 0;
    for (int i = 0; i < ends.length; i++) {
      tasks += matrices.get(i).refreshTasks();
      ends[i] = tasks;
    }
    workspace.run(
        tasks,
        task -> {
          int index = 0;
          while (task >= ends[index]) {
            index++;
          }
          int part = index == 0 ? task : task - ends[index - 1];
          matrices.get(index).refresh(part, workspace.scratch());
        });
    norms.forEach(NormWeight::refresh);
  }

  /** The gradients by weight name, in the order of the weights; they stay the same arrays. */
  public Map<String, NDArray> gradients() {
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    parameters.forEach((name, parameter) -> gradients.put(name, parameter.gradientArray()));
    return gradients;
  }

  /** Sets all gradients to zero. */
  public void clearGradients() {
    List<MemorySegment> all = parameters.values().stream().map(Parameter::gradient).toList();
    workspace.run(all.size(), task -> all.get(task).fill((byte) 0));
  }

  /**
   * Adds the gradient of the summed loss, times a factor, to the gradients.
   *
   * @param ids (B, T), row by row
   * @param targets the id wanted after each; negative: not counted
   * @return the sum of the losses of the counted positions
   */
  public double forwardBackward(
      int batch, int time, long[] ids, long[] targets, LossFunction loss, double factor) {
    return orRelease(() -> forwardAndBackward(batch, time, ids, targets, loss, factor));
  }

  private double forwardAndBackward(
      int batch, int time, long[] ids, long[] targets, LossFunction loss, double factor) {
    forward(batch, time, ids);
    workspace.prepareBackward();
    norms.forEach(norm -> norm.prepare(workspace.blocks()));
    double sum = head.forwardBackward(streams[2 * layers.size()], targets, loss, (float) factor);
    for (int index = layers.size() - 1; index >= 0; index--) {
      backward(layers.get(index), streams[2 * index], streams[2 * index + 1]);
    }
    workspace.run(
        embedding.gradientTasks(),
        task -> embedding.addGradient(task, ids, workspace.rows(), workspace.slope));
    norms.forEach(NormWeight::addGradient);
    return sum;
  }

  /** What is done with the logits of one position. */
  public interface LogitsTask {
    /**
     * Looks at V logits.
     *
     * @param row of the position, from 0 to B·T − 1
     * @param logits the row's from {@code start} on; lost afterwards
     */
    void run(int row, float[] logits, int start);
  }

  /** The logits of each position, handed on in no particular order and from several threads. */
  public void logits(int batch, int time, long[] ids, LogitsTask task) {
    orRelease(
        () -> {
          forward(batch, time, ids);
          head.forward(streams[2 * layers.size()], task::run);
          return 0;
        });
  }

  /** Runs a pass; if memory runs out, releases all buffers, so that a smaller batch may fit. */
  private double orRelease(DoubleSupplier pass) {
    try {
      return pass.getAsDouble();
    } catch (OutOfMemoryError e) {
      capacity = 0;
      streams = new float[0][];
      workspace.release();
      for (Layer layer : layers) {
        layer.attention.release();
        layer.feedForward.release();
      }
      throw e;
    }
  }

  private void forward(int batch, int time, long[] ids) {
    workspace.shape(batch, time);
    prepare();
    workspace.eachBlock((block, first, count) -> embedding.forward(ids, first, count, streams[0]));
    int keyHeads = batch * workspace.config().keyValueHeadCount();
    for (int index = 0; index < layers.size(); index++) {
      Layer layer = layers.get(index);
      float[] x = streams[2 * index];
      float[] middle = streams[2 * index + 1];
      float[] y = streams[2 * index + 2];
      workspace.eachBlock((block, first, count) -> layer.attention.project(first, count, x));
      workspace.run(keyHeads, layer.attention::attend);
      workspace.eachBlock(
          (block, first, count) -> {
            layer.attention.finish(first, count, x, middle);
            layer.feedForward.forward(first, count, middle, y);
          });
    }
  }

  private void backward(Layer layer, float[] x, float[] middle) {
    workspace.eachBlock(
        (block, first, count) -> {
          layer.feedForward.backward(block, first, count, middle);
          layer.attention.backwardFinish(first, count);
        });
    int matrixTasks = layer.feedForward.gradientTasks();
    workspace.run(
        matrixTasks + layer.attention.outputGradientTasks(),
        task -> {
          if (task < matrixTasks) {
            layer.feedForward.addGradient(task);
          } else {
            layer.attention.addOutputGradient(task - matrixTasks);
          }
        });
    workspace.run(
        workspace.batch() * workspace.config().keyValueHeadCount(),
        layer.attention::backwardAttend);
    workspace.eachBlock(
        (block, first, count) -> layer.attention.backwardProject(block, first, count, x));
    workspace.run(
        layer.attention.projectionGradientTasks(), layer.attention::addProjectionGradient);
  }

  private void prepare() {
    if (workspace.rows() > capacity) {
      int length = Sizes.arrayLength(workspace.rows(), workspace.config().channels());
      streams = new float[2 * layers.size() + 1][length];
      capacity = workspace.rows();
    }
    workspace.prepareForward();
    for (Layer layer : layers) {
      layer.attention.prepare();
      layer.feedForward.prepare();
    }
  }

  @Override
  public void close() {
    workers.close();
  }
}
