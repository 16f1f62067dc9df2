package dev.continuo.model.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.continuo.model.aten.Aten;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.net.Precision;
import dev.continuo.model.net.Transformer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The written-out forward and backward compute what the training graph and autograd compute. */
final class ExplicitTransformerTest {

  private static final int BATCH = 3;
  private static final int TIME = 70;
  private static final int VOCABULARY = 301;

  private static Transformer random(Architecture architecture, boolean tied) {
    ModelConfig config =
        new ModelConfig(architecture, VOCABULARY, 72, 2, 4, 2, 18, 95, TIME, 1e-6, 10_000, tied, 0);
    Transformer transformer = Transformer.create(config, Precision.FLOAT32, Device.cpu());
    Random random = new Random(7);
    transformer
        .weights()
        .forEach(
            (name, weight) -> {
              float[] values = new float[(int) weight.size()];
              for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian() * 0.1f;
                values[i] += name.endsWith("norm.weight") ? 1 : 0;
              }
              Aten.fill(weight, values);
            });
    return transformer;
  }

  private static long[] ids(long seed) {
    return new Random(seed).longs((long) BATCH * TIME, 0, VOCABULARY).toArray();
  }

  private static long[] targets() {
    long[] targets = ids(2);
    for (int i = 0; i < targets.length; i += 7) {
      targets[i] = Aten.IGNORED_TARGET;
    }
    return targets;
  }

  @ParameterizedTest
  @CsvSource({"QWEN3,true", "QWEN3,false", "LLAMA,true"})
  void lossAndGradientsAreThoseOfAutograd(Architecture architecture, boolean tied) {
    try (Transformer transformer = random(architecture, tied);
        ExplicitTransformer explicit =
            new ExplicitTransformer(
                transformer.config(), transformer.weights(), Precision.FLOAT32, 2)) {
      double loss =
          explicit.forwardBackward(BATCH, TIME, ids(1), targets(), LossFunction.CROSS_ENTROPY, 1);
      try (NDManager scope = transformer.manager().newSubManager();
          GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray inputs = scope.create(ids(1), new Shape(BATCH, TIME));
        NDArray judge =
            Aten.crossEntropySum(
                transformer.logits(transformer.hidden(inputs, true), true),
                scope.create(targets()));
        collector.backward(judge);
        assertThat(loss).isCloseTo(judge.getFloat(), within(loss * 1e-5));
      }
      transformer
          .weights()
          .forEach(
              (name, weight) -> {
                try (NDArray judge = weight.getGradient()) {
                  assertThat(distance(requireNonNull(explicit.gradients().get(name)), judge))
                      .as(name)
                      .isLessThan(1e-5);
                }
              });
    }
  }

  @Test
  void aSequenceOfOneTokenHasALossThatDoesNotDependOnWhatCameBefore() {
    try (Transformer transformer = random(Architecture.QWEN3, true);
        ExplicitTransformer explicit =
            new ExplicitTransformer(
                transformer.config(), transformer.weights(), Precision.FLOAT32, 2)) {
      double alone =
          explicit.forwardBackward(
              1, 1, new long[] {5}, new long[] {7}, LossFunction.CROSS_ENTROPY, 1);
      explicit.forwardBackward(BATCH, TIME, ids(1), targets(), LossFunction.CROSS_ENTROPY, 1);
      double again =
          explicit.forwardBackward(
              1, 1, new long[] {5}, new long[] {7}, LossFunction.CROSS_ENTROPY, 1);
      assertThat(alone).isPositive().isEqualTo(again);
    }
  }

  /** The arrays of the larger batches cannot be, whatever memory there is. */
  @Test
  void aBatchThatIsTooLargeLeavesRoomForASmallerOne() {
    LossFunction loss = LossFunction.CROSS_ENTROPY;
    try (Transformer transformer = random(Architecture.QWEN3, true);
        ExplicitTransformer explicit =
            new ExplicitTransformer(
                transformer.config(), transformer.weights(), Precision.FLOAT32, 2)) {
      double judge = explicit.forwardBackward(BATCH, TIME, ids(1), targets(), loss, 1);
      for (int batch : new int[] {1 << 21, 1 << 26, Integer.MAX_VALUE}) {
        assertThatThrownBy(() -> explicit.forwardBackward(batch, TIME, ids(1), targets(), loss, 1))
            .isInstanceOf(OutOfMemoryError.class);
        assertThat(explicit.forwardBackward(BATCH, TIME, ids(1), targets(), loss, 1))
            .isEqualTo(judge);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "3"})
  void threadsDoNotChangeABit(int threads) {
    assertThat(gradients(threads)).isEqualTo(gradients(2));
  }

  private static Map<String, String> gradients(int threads) {
    try (Transformer transformer = random(Architecture.QWEN3, true);
        ExplicitTransformer explicit =
            new ExplicitTransformer(
                transformer.config(), transformer.weights(), Precision.FLOAT32, threads)) {
      explicit.forwardBackward(BATCH, TIME, ids(1), targets(), LossFunction.CROSS_ENTROPY, 1);
      Map<String, String> bits = new LinkedHashMap<>();
      explicit
          .gradients()
          .forEach((name, gradient) -> bits.put(name, hash(gradient.toFloatArray())));
      return bits;
    }
  }

  private static String hash(float[] values) {
    long hash = 1;
    for (float value : values) {
      hash = hash * 1_000_003 + Float.floatToRawIntBits(value);
    }
    return Long.toHexString(hash);
  }

  /** |a − b| / |b|, by the root of the sum of squares. */
  private static double distance(NDArray a, NDArray b) {
    float[] first = a.toFloatArray();
    float[] second = b.toFloatArray();
    double difference = 0;
    double size = 0;
    for (int i = 0; i < first.length; i++) {
      difference += Math.pow((double) first[i] - second[i], 2);
      size += Math.pow(second[i], 2);
    }
    return Math.sqrt(difference / size);
  }
}
