package dev.continuo.model.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.kernel.LossFunction.Kind;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The net over plain loops. */
class DenseTransformerTest {

  private static final int ENTRIES = 3;
  private static final float STEP = 4e-3f;
  private static final LossFunction SMOOTHED = new LossFunction(Kind.CROSS_ENTROPY, 0.1);

  private final Backend backend = new PlainBackend();

  @AfterEach
  void close() {
    backend.close();
  }

  @ParameterizedTest
  @CsvSource({
    "QWEN3, true, 0",
    "LLAMA, false, 0",
    "GPT2, true, 0",
    "GPT2, false, 0.3",
    "QWEN3, false, 0.2"
  })
  void gradientsAreSlopesOfTheLoss(Architecture architecture, boolean tied, double dropout) {
    try (TinyNet net = TinyNet.of(backend, TinyNet.config(architecture, tied), dropout)) {
      net.gradients(SMOOTHED)
          .forEach(
              (name, gradient) -> {
                for (int place : steepest(gradient)) {
                  assertThat(slope(net, name, place))
                      .as(name + " " + place)
                      .isCloseTo(gradient[place], within(2e-3 + 1e-2 * Math.abs(gradient[place])));
                }
              });
    }
  }

  private static int[] steepest(float[] gradient) {
    return IntStream.range(0, gradient.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -Math.abs(gradient[i])))
        .limit(ENTRIES)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static double slope(TinyNet net, String name, int place) {
    Parameters parameters = net.transformer().parameters();
    float[] values = parameters.read(parameters.get(name).weight());
    double[] losses = new double[2];
    for (int side = 0; side < 2; side++) {
      float[] moved = values.clone();
      moved[place] += (side == 0 ? -1 : 1) * STEP;
      parameters.write(name, moved);
      parameters.refresh();
      losses[side] = net.loss(SMOOTHED);
    }
    parameters.write(name, values);
    parameters.refresh();
    return (losses[1] - losses[0]) / (2 * STEP);
  }

  @ParameterizedTest
  @EnumSource(
      value = Architecture.class,
      names = {"QWEN3", "LLAMA", "GPT2", "QWEN2"})
  void chunksOfTheLogitsDoNotMatter(Architecture architecture) {
    ModelConfig config = TinyNet.config(architecture, true);
    int row = 64;
    try (TinyNet whole = TinyNet.of(backend, config, 0);
        TinyNet inParts = TinyNet.of(backend, config, 0, 5L * row);
        TinyNet byRow = TinyNet.of(backend, config, 0, 1)) {
      Map<String, float[]> right = whole.gradients(SMOOTHED);
      float[] losses = whole.losses();
      whole.transformer().score(TinyNet.BATCH);
      float[] scores = whole.losses();
      for (TinyNet net : List.of(inParts, byRow)) {
        assertThat(net.gradients(SMOOTHED))
            .allSatisfy(
                (name, gradient) ->
                    assertThat(
                            BackendCheck.distance(
                                gradient, Objects.requireNonNull(right.get(name))))
                        .isLessThan(1e-6));
        assertThat(net.losses()).isEqualTo(losses);
        net.transformer().score(TinyNet.BATCH);
        assertThat(net.losses()).isEqualTo(scores);
      }
    }
  }

  @Test
  void accumulatedGradientsAreTwice() {
    try (TinyNet net = TinyNet.of(backend, TinyNet.config(Architecture.GPT2, false), 0)) {
      Map<String, float[]> once = net.gradients(SMOOTHED);
      net.transformer().forwardBackward(TinyNet.BATCH, true, SMOOTHED);
      for (Parameter parameter : net.transformer().parameters().all().values()) {
        float[] right = Objects.requireNonNull(once.get(parameter.name())).clone();
        for (int i = 0; i < right.length; i++) {
          right[i] *= 2;
        }
        float[] twice = net.transformer().parameters().read(parameter.gradient());
        assertThat(BackendCheck.distance(twice, right)).as(parameter.name()).isLessThan(1e-6);
      }
    }
  }

  @Test
  void dropoutFollowsFromItsSeedAndIsForTrainingOnly() {
    ModelConfig config = TinyNet.config(Architecture.GPT2, true);
    try (TinyNet net = TinyNet.of(backend, config, 0.4);
        TinyNet without = TinyNet.of(backend, config, 0)) {
      double first = net.loss(SMOOTHED);
      net.seed(2);
      assertThat(net.loss(SMOOTHED)).isNotCloseTo(first, within(1e-3));
      net.seed(1);
      assertThat(net.loss(SMOOTHED)).isEqualTo(first);
      net.transformer().score(TinyNet.BATCH);
      without.transformer().score(TinyNet.BATCH);
      assertThat(net.losses()).isEqualTo(without.losses());
    }
  }

  @Test
  void refusesWhatItCannotBe() {
    ModelConfig config = TinyNet.config(Architecture.GPT2, true);
    assertThatThrownBy(() -> new DenseTransformer(backend, config, 1, config.contextLength() + 1))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(Integer.toString(config.contextLength()));
    assertThatThrownBy(() -> new DenseTransformer(backend, config, 1, 2, 1, false))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("dropout");
    try (TinyNet net = TinyNet.of(backend, config, 0)) {
      assertThatThrownBy(() -> net.transformer().score(TinyNet.BATCH + 1))
          .hasMessageContaining("1 to " + TinyNet.BATCH);
    }
  }

  @Test
  void weightsOfOneMatrixFollowOneAnother() {
    for (Architecture architecture : TinyNet.ARCHITECTURES) {
      Parameters parameters = new Parameters(backend, TinyNet.config(architecture, false));
      long[] firsts =
          parameters.all().values().stream().mapToLong(Parameter::first).sorted().toArray();
      assertThat(firsts).doesNotHaveDuplicates();
      for (Parameter parameter : parameters.all().values()) {
        long end = parameter.first() + parameter.elements();
        assertThat(end).isLessThanOrEqualTo(parameters.weights().elements());
        assertThat(Arrays.stream(firsts).filter(first -> first > parameter.first()))
            .allSatisfy(first -> assertThat(first).isGreaterThanOrEqualTo(end));
      }
    }
  }
}
