package dev.continuo.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import dev.continuo.model.aten.Aten;
import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.aten.AtenArrays;
import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.DenseTransformer;
import dev.continuo.model.backend.Parameter;
import dev.continuo.model.backend.PlainBackend;
import dev.continuo.model.backend.cpu.CpuBackend;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.device.Precision;
import dev.continuo.model.graph.Transformer;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.kernel.NativeProducts;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.config.Optimization;
import dev.continuo.trainer.config.Optimization.AdamW;
import dev.continuo.trainer.config.Optimization.Muon;
import dev.continuo.trainer.pass.ForwardBackward;
import dev.continuo.trainer.pass.GraphForwardBackward;
import dev.continuo.trainer.step.DeviceSteps;
import dev.continuo.trainer.step.Initialization;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** NaN in any gradient changes neither weights nor averages, and the next step is sound. */
class PoisonedGradientTest {

  private static final int TIME = 7;
  private static final int BATCH = 2;
  private static final int VOCABULARY = 19;
  private static final double RATE = 1e-2;
  private static final AdamW ADAM_W = new AdamW(RATE, 0.9, 0.95, 1e-8, 0.1, 1);
  private static final List<Optimization> OPTIMIZATIONS =
      List.of(ADAM_W, new Muon(2e-2, 0.95, Muon.Iteration.POLAR_EXPRESS, 16, 0.1, 1e-2, ADAM_W));
  private static final ModelConfig MODEL =
      new ModelConfig(
          Architecture.QWEN3, VOCABULARY, 24, 2, 2, 1, 10, 36, TIME, 1e-6, 10_000, true, -1);

  private static Batch batch() {
    SplittableRandom random = new SplittableRandom(1);
    long[] inputs = random.longs((long) BATCH * TIME, 0, VOCABULARY).toArray();
    long[] targets = random.longs((long) BATCH * TIME, 0, VOCABULARY).toArray();
    return new Batch(BATCH, TIME, inputs, targets);
  }

  static Stream<Supplier<Backend>> backends() {
    ScalarType fast = NativeProducts.haveBfloat16() ? ScalarType.BFLOAT16 : ScalarType.FLOAT32;
    return Stream.of(
        PlainBackend::new,
        () -> new CpuBackend(ScalarType.FLOAT32, 2),
        () -> new CpuBackend(fast, 2));
  }

  @ParameterizedTest
  @MethodSource("backends")
  @Tag("ways")
  void onBackends(Supplier<Backend> opened) {
    for (Optimization optimization : OPTIMIZATIONS) {
      try (Backend backend = opened.get()) {
        Run right = new Run(backend, optimization);
        List<float[]> first = right.step(null);
        List<float[]> second = right.step(null);
        Run run = new Run(backend, optimization);
        List<float[]> before = run.step(null);
        assertSame(before, first);
        for (Parameter parameter : run.net.parameters().all().values()) {
          assertSame(run.step(parameter), before);
        }
        run.optimizer.resume(1); // only sound steps are counted in the comparison
        assertSame(run.step(null), second);
        right.net.close();
        run.net.close();
      }
    }
  }

  private static void assertSame(List<float[]> found, List<float[]> right) {
    assertThat(found).hasSameSizeAs(right);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i)).isEqualTo(right.get(i));
    }
  }

  /** A net in training on a backend. */
  private static final class Run {

    private final Backend backend;
    private final DenseTransformer net;
    private final DeviceOptimizer optimizer;

    Run(Backend backend, Optimization optimization) {
      this.backend = backend;
      net = new DenseTransformer(backend, MODEL, BATCH, TIME);
      Initialization.apply(net.parameters().arrays(), 3);
      net.parameters().refresh();
      optimizer = new DeviceOptimizer(backend, net.parameters(), optimization);
    }

    /** A step where a gradient may have a NaN; the weights and averages after it. */
    List<float[]> step(@Nullable Parameter poisoned) {
      DeviceSteps.hand(backend, net, batch(), VOCABULARY);
      net.forwardBackward(BATCH, false, LossFunction.CROSS_ENTROPY);
      try (Arena arena = Arena.ofConfined()) {
        if (poisoned != null) {
          Buffer last = poisoned.gradient().slice("", poisoned.elements() - 1, 1);
          backend.write(last, arena.allocateFrom(ValueLayout.JAVA_FLOAT, Float.NaN));
        }
        MemorySegment numbers = optimizer.next(RATE).segment(arena);
        backend.write(optimizer.numbers(), numbers);
      }
      optimizer.operations();
      net.parameters().refresh();
      List<float[]> found = new ArrayList<>();
      found.add(net.parameters().read(net.parameters().weights()));
      optimizer.state().values().forEach(buffer -> found.add(net.parameters().read(buffer)));
      return found;
    }
  }

  static List<Optimization> optimizations() {
    return OPTIMIZATIONS;
  }

  @ParameterizedTest
  @MethodSource("optimizations")
  void byTheGraph(Optimization optimization) {
    assertSame(graphSteps(optimization, true), graphSteps(optimization, false));
  }

  /** Two sound steps, between which poisoned ones may come. */
  private static List<float[]> graphSteps(Optimization optimization, boolean poisoned) {
    try (Transformer graph = Transformer.create(MODEL, Precision.FLOAT32, Device.cpu());
        ForwardBackward passes = new GraphForwardBackward(graph)) {
      Initialization.apply(new AtenArrays(graph.weights()), 3);
      GraphOptimizer optimizer =
          GraphOptimizers.of(graph.weights(), graph.manager(), optimization, Precision.FLOAT32);
      graphStep(passes, optimizer, null);
      if (poisoned) {
        for (String name : graph.weights().keySet()) {
          graphStep(passes, optimizer, name);
        }
        optimizer.resume(1); // only sound steps are counted in the comparison
      }
      graphStep(passes, optimizer, null);
      List<float[]> found = new ArrayList<>();
      for (Map<String, NDArray> arrays : List.of(graph.weights(), optimizer.state())) {
        arrays.values().forEach(array -> found.add(array.toFloatArray()));
      }
      return found;
    }
  }

  private static void graphStep(
      ForwardBackward passes, GraphOptimizer optimizer, @Nullable String poisoned) {
    passes.clearGradients();
    passes.addGradients(batch(), LossFunction.CROSS_ENTROPY, 1.0 / (BATCH * TIME));
    if (poisoned != null) {
      MemorySegment gradient =
          Aten.floats(Objects.requireNonNull(passes.gradients().get(poisoned)));
      gradient.setAtIndex(ValueLayout.JAVA_FLOAT, gradient.byteSize() / Float.BYTES - 1, Float.NaN);
    }
    optimizer.step(passes.gradients(), RATE);
  }
}
