package dev.continuo.model.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.backend.Backend.Averages;
import dev.continuo.model.backend.Backend.Update;
import dev.continuo.model.backend.cpu.CpuBackend;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.kernel.NativeProducts;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A pass that was full of NaN leaves nothing to the next one. */
@Tag("ways")
public class PoisonTest {

  private static final LossFunction LOSS = LossFunction.CROSS_ENTROPY;
  private static final int ELEMENTS = 70;

  static Stream<Supplier<Backend>> backends() {
    ScalarType fast = NativeProducts.haveBfloat16() ? ScalarType.BFLOAT16 : ScalarType.FLOAT32;
    return Stream.of(
        PlainBackend::new,
        () -> new CpuBackend(ScalarType.FLOAT32, 2),
        () -> new CpuBackend(ScalarType.FLOAT32, 1),
        () -> new CpuBackend(fast, 2));
  }

  @ParameterizedTest
  @MethodSource("backends")
  void nothingIsLeft(Supplier<Backend> opened) {
    try (Backend backend = opened.get()) {
      for (Architecture architecture : TinyNet.ARCHITECTURES) {
        check(backend, architecture);
      }
      checkUpdates(backend);
    }
  }

  /** Of passes whose loss, or one of whose weights, is NaN. */
  public static void check(Backend backend, Architecture architecture) {
    try (TinyNet net = TinyNet.of(backend, TinyNet.config(architecture, true), 0.1)) {
      Map<String, float[]> right = net.gradients(LOSS);
      net.factor(Float.NaN);
      assertThat(net.gradients(LOSS))
          .allSatisfy((name, gradient) -> assertThat(gradient).as(name).contains(Float.NaN));
      net.factor(1);
      assertSame(net.gradients(LOSS), right);

      Parameters parameters = net.transformer().parameters();
      for (Parameter parameter : parameters.all().values()) {
        float[] values = parameters.read(parameter.weight());
        float[] poisoned = values.clone();
        Arrays.fill(poisoned, Float.NaN);
        parameters.write(parameter.name(), poisoned);
        parameters.refresh();
        net.gradients(LOSS);
        parameters.write(parameter.name(), values);
        parameters.refresh();
        assertSame(net.gradients(LOSS), right);
      }
    }
  }

  private static void assertSame(Map<String, float[]> found, Map<String, float[]> right) {
    assertThat(found)
        .allSatisfy((name, gradient) -> assertThat(gradient).as(name).isEqualTo(right.get(name)));
  }

  /** Each operation of an optimizer leaves all as it is where one element of a gradient is NaN. */
  public static void checkUpdates(Backend backend) {
    for (int place : new int[] {0, ELEMENTS / 2, ELEMENTS - 1}) {
      for (float poison : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
        List<float[]> sound = updates(backend, false, place, poison);
        assertThat(updates(backend, true, place, poison))
            .usingRecursiveComparison()
            .isEqualTo(sound);
        assertThat(sound).allSatisfy(values -> assertThat(values).doesNotContain(Float.NaN));
      }
    }
  }

  /** Weights and averages after an update, before which one with a poisoned gradient may come. */
  private static List<float[]> updates(Backend backend, boolean poisoned, int place, float poison) {
    SplittableRandom random = new SplittableRandom(4);
    float[] gradient = numbers(random);
    Buffer gradients = floats(backend, gradient);
    Buffer weights = floats(backend, numbers(random));
    Buffer rounded =
        backend.factors() == ElementType.FLOAT32
            ? weights
            : backend.allocate("rounded", backend.factors(), ELEMENTS);
    Buffer means = floats(backend, numbers(random));
    Buffer squares = floats(backend, squares(random));
    Buffer momenta = floats(backend, numbers(random));
    Buffer blend = backend.allocate("blend", backend.activations(), ELEMENTS);
    WeightChunks chunks =
        WeightChunks.on(backend, "chunks", WeightChunks.of(0, 0, ELEMENTS, 1, 0.1));
    List<Boolean> steps = poisoned ? List.of(true, false) : List.of(false);
    for (boolean bad : steps) {
      float[] given = gradient.clone();
      if (bad) {
        given[place] = poison;
      }
      Buffer step = backend.allocate("step", ElementType.FLOAT32, StepNumbers.COUNT);
      try (Arena arena = Arena.ofConfined()) {
        backend.write(gradients, arena.allocateFrom(ValueLayout.JAVA_FLOAT, given));
        backend.write(step, new StepNumbers(0.1f, 0.1f, 1e-8f, 1, 0, 1).segment(arena));
      }
      backend.gradientNorm(gradients, step);
      Update update = new Update(chunks, step);
      Averages averages = new Averages(means, squares, 0.9f, 0.95f);
      backend.adamW(update, gradients, averages, weights, rounded);
      backend.nesterov(update, gradients, momenta, blend, 0.95f);
      backend.descend(update, blend, weights, rounded);
    }
    List<float[]> found = new ArrayList<>();
    for (Buffer buffer : List.of(weights, means, squares, momenta)) {
      found.add(BackendArrays.values(backend, buffer));
    }
    return found;
  }

  private static float[] numbers(SplittableRandom random) {
    float[] values = new float[ELEMENTS];
    for (int i = 0; i < ELEMENTS; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[] squares(SplittableRandom random) {
    float[] values = numbers(random);
    for (int i = 0; i < ELEMENTS; i++) {
      values[i] *= values[i];
    }
    return values;
  }

  private static Buffer floats(Backend backend, float[] values) {
    Buffer buffer = backend.allocate("", ElementType.FLOAT32, values.length);
    try (Arena arena = Arena.ofConfined()) {
      backend.write(buffer, arena.allocateFrom(ValueLayout.JAVA_FLOAT, values));
    }
    return buffer;
  }
}
