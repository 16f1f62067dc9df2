package dev.continuo.model.backend;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.config.ModelParts;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.weights.WeightNames;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A small net with random weights and a batch for it. */
public final class TinyNet implements AutoCloseable {

  public static final int BATCH = 2;
  public static final int TIME = 9;

  /** Families of different parts. */
  static final List<Architecture> ARCHITECTURES =
      List.of(Architecture.QWEN3, Architecture.LLAMA, Architecture.GPT2, Architecture.QWEN2);

  private static final int VOCABULARY = 23;
  private static final int NOT_COUNTED = 4;

  private final Backend backend;
  private final DenseTransformer transformer;

  private TinyNet(Backend backend, DenseTransformer transformer) {
    this.backend = backend;
    this.transformer = transformer;
  }

  /** Its dimensions: heads of an odd size where nothing is rotated. */
  public static ModelConfig config(Architecture architecture, boolean tied) {
    return config(architecture, tied, 2);
  }

  /** Its dimensions with so many layers. */
  public static ModelConfig config(Architecture architecture, boolean tied, int layers) {
    boolean rotary = ModelParts.of(architecture).rotary();
    return new ModelConfig(
        architecture,
        VOCABULARY,
        rotary ? 24 : 21,
        layers,
        rotary ? 4 : 3,
        rotary ? 2 : 3,
        rotary ? 6 : 7,
        26,
        TIME + 2,
        1e-5,
        rotary ? 10_000 : 0,
        tied,
        -1);
  }

  /** A net whose logits are in memory all at once. */
  public static TinyNet of(Backend backend, ModelConfig config, double dropout) {
    return of(backend, config, dropout, Long.MAX_VALUE);
  }

  static TinyNet of(Backend backend, ModelConfig config, double dropout, long mostLogits) {
    return of(backend, config, dropout, false, mostLogits);
  }

  /** A net that keeps the activations of all its layers or of one. */
  public static TinyNet of(
      Backend backend, ModelConfig config, double dropout, boolean recompute, long mostLogits) {
    TinyNet net =
        new TinyNet(
            backend,
            new DenseTransformer(backend, config, BATCH, TIME, dropout, recompute, mostLogits));
    SplittableRandom random = new SplittableRandom(5);
    for (Parameter parameter : net.transformer.parameters().all().values()) {
      float[] values = new float[(int) parameter.elements()];
      boolean normWeight = parameter.name().endsWith("norm.weight");
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) ((normWeight ? 1 : 0) + 0.3 * random.nextGaussian());
      }
      net.transformer.parameters().write(parameter.name(), values);
    }
    net.transformer.parameters().refresh();
    net.writeBatch();
    net.seed(1);
    return net;
  }

  private void writeBatch() {
    SplittableRandom random = new SplittableRandom(6);
    int[] ids = random.ints((long) BATCH * TIME, 0, VOCABULARY).toArray();
    int[] targets = random.ints((long) BATCH * TIME, 0, VOCABULARY).toArray();
    targets[NOT_COUNTED] = -100;
    write(transformer.ids(), ids);
    write(transformer.targets(), targets);
    write(transformer.order(), BackendCheck.order(ids));
    factor(1);
  }

  /** What gradients are multiplied by. */
  void factor(float factor) {
    try (Arena arena = Arena.ofConfined()) {
      backend.write(transformer.factor(), arena.allocateFrom(ValueLayout.JAVA_FLOAT, factor));
    }
  }

  private void write(Buffer buffer, int... values) {
    try (Arena arena = Arena.ofConfined()) {
      backend.write(buffer, arena.allocateFrom(ValueLayout.JAVA_INT, values));
    }
  }

  DenseTransformer transformer() {
    return transformer;
  }

  /** Decides which elements dropout leaves out. */
  void seed(int seed) {
    write(transformer.dropoutSeed(), seed, 7);
  }

  /** The summed loss of a pass that trains. */
  double loss(LossFunction loss) {
    transformer.forwardBackward(BATCH, false, loss);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment sum = arena.allocate(ValueLayout.JAVA_DOUBLE);
      backend.read(transformer.lossSum(), sum);
      return sum.get(ValueLayout.JAVA_DOUBLE, 0);
    }
  }

  /** The losses of the last pass. */
  float[] losses() {
    return transformer.parameters().read(transformer.losses());
  }

  /** The gradients of the last pass, by weight. */
  public Map<String, float[]> gradients(LossFunction loss) {
    transformer.forwardBackward(BATCH, false, loss);
    return gradients();
  }

  /** The gradients of two micro-batches, the second of one sequence, by weight. */
  public Map<String, float[]> gradientsOfTwo(LossFunction loss) {
    seed(1);
    transformer.forwardBackward(BATCH, false, loss);
    seed(2);
    transformer.forwardBackward(1, true, loss);
    return gradients();
  }

  private Map<String, float[]> gradients() {
    Map<String, float[]> gradients = new LinkedHashMap<>();
    for (Parameter parameter : transformer.parameters().all().values()) {
      gradients.put(parameter.name(), transformer.parameters().read(parameter.gradient()));
    }
    return gradients;
  }

  /** The weights and gradients behind the embedding's that belong to none of the ids. */
  public float[] padding() {
    Parameters parameters = transformer.parameters();
    Parameter table = parameters.get(WeightNames.EMBEDDING);
    long first = table.first() + table.elements();
    long end =
        parameters.all().values().stream()
            .mapToLong(Parameter::first)
            .filter(other -> other >= first)
            .min()
            .orElseThrow();
    float[] weights = parameters.read(parameters.weights().slice("", first, end - first));
    float[] gradients = parameters.read(parameters.gradients().slice("", first, end - first));
    float[] both = Arrays.copyOf(weights, 2 * weights.length);
    System.arraycopy(gradients, 0, both, weights.length, gradients.length);
    return both;
  }

  @Override
  public void close() {
    transformer.close();
  }
}
