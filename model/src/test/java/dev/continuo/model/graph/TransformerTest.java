package dev.continuo.model.graph;

import static org.assertj.core.api.Assertions.assertThat;
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
import dev.continuo.model.config.ModelParts;
import dev.continuo.model.device.Precision;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.model.weights.WeightNames;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TransformerTest {

  private static final int BATCH = 2;
  private static final int TIME = 6;
  private static final int VOCABULARY = 11;
  private static final int FACTORS = 1000;

  private static ModelConfig config(Architecture architecture, boolean tied) {
    return ModelParts.of(architecture).rotary()
        ? new ModelConfig(architecture, VOCABULARY, 8, 2, 4, 2, 4, 12, 16, 1e-6, 10_000, tied, 0)
        : new ModelConfig(architecture, VOCABULARY, 8, 2, 4, 4, 2, 12, 16, 1e-6, 0, tied, 0);
  }

  private static Transformer random(ModelConfig config, Precision precision) {
    Transformer transformer = Transformer.create(config, precision, Device.cpu());
    Random random = new Random(7);
    for (NDArray weight : transformer.weights().values()) {
      float[] values = new float[(int) weight.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian() * 0.4f + (values.length == 8 ? 1 : 0);
      }
      weight.set(values);
    }
    return transformer;
  }

  private static long[] ids(long seed, int count) {
    return new Random(seed).longs(count, 0, VOCABULARY).toArray();
  }

  private static NDArray loss(Transformer transformer, NDManager scope) {
    NDArray inputs = scope.create(ids(1, BATCH * TIME), new Shape(BATCH, TIME));
    NDArray targets = scope.create(ids(2, BATCH * TIME));
    return Aten.crossEntropySum(
        transformer.logits(transformer.hidden(inputs, true), true), targets);
  }

  @ParameterizedTest
  @EnumSource(
      value = Architecture.class,
      names = {"QWEN3", "LLAMA", "GPT2", "QWEN2"})
  void gradientsAgreeWithFiniteDifferences(Architecture architecture) {
    try (Transformer transformer = random(config(architecture, false), Precision.FLOAT32)) {
      try (NDManager scope = transformer.manager().newSubManager();
          GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        collector.backward(loss(transformer, scope));
      }
      Random random = new Random(3);
      for (Map.Entry<String, NDArray> entry : transformer.weights().entrySet()) {
        float[] gradient;
        try (NDArray array = entry.getValue().getGradient()) {
          gradient = array.toFloatArray();
        }
        float[] values = entry.getValue().toFloatArray();
        float[] direction = new float[values.length];
        double expected = 0;
        for (int i = 0; i < values.length; i++) {
          direction[i] = (float) random.nextGaussian();
          expected += direction[i] * gradient[i];
        }
        double step = 2e-3;
        double above = lossAt(transformer, entry.getValue(), values, direction, step);
        double below = lossAt(transformer, entry.getValue(), values, direction, -step);
        entry.getValue().set(values);
        assertThat((above - below) / (2 * step))
            .as(entry.getKey())
            .isCloseTo(expected, within(0.02 + 0.01 * Math.abs(expected)));
      }
    }
  }

  private static double lossAt(
      Transformer transformer, NDArray weight, float[] values, float[] direction, double step) {
    float[] moved = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      moved[i] = (float) (values[i] + step * direction[i]);
    }
    weight.set(moved);
    try (NDManager scope = transformer.manager().newSubManager()) {
      return loss(transformer, scope).getFloat();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Architecture.class,
      names = {"QWEN3", "LLAMA", "GPT2", "QWEN2"})
  void hasTheWeightsOfItsArchitecture(Architecture architecture) {
    ModelConfig config = config(architecture, architecture == Architecture.QWEN3);
    try (Transformer transformer = random(config, Precision.FLOAT32)) {
      assertThat(
              transformer.weights().entrySet().stream()
                  .map(e -> new TensorSpec(e.getKey(), e.getValue().getShape().getShape())))
          .containsExactlyInAnyOrderElementsOf(WeightNames.of(config));
      long count = transformer.weights().values().stream().mapToLong(NDArray::size).sum();
      assertThat(count).isEqualTo(config.parameterCount());
    }
  }

  /** The memory of what DJL makes of a number is free once the number is closed and collected. */
  @Test
  void factorsAreThereInTheBackwardPass() {
    try (Transformer transformer = random(config(Architecture.GPT2, true), Precision.FLOAT32)) {
      NDArray weight = transformer.weights().values().iterator().next();
      try (NDManager scope = transformer.manager().newSubManager();
          GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray x = weight.mul(scope.ones(weight.getShape()));
        x.attach(scope);
        for (int i = 0; i < FACTORS; i++) {
          x = Aten.times(x, i % 2 == 0 ? 4 : 0.25);
        }
        System.gc();
        scope.create(new float[FACTORS]); // in the memory that may be free
        collector.backward(x.sum());
      }
      try (NDArray gradient = weight.getGradient()) {
        assertThat(gradient.toFloatArray()).containsOnly(1);
      }
    }
  }

  @Test
  void laterTokensDoNotChangeEarlierLogits() {
    try (Transformer transformer = random(config(Architecture.QWEN3, true), Precision.FLOAT32);
        NDManager scope = transformer.manager().newSubManager()) {
      long[] ids = ids(5, TIME);
      float[] before = logits(transformer, scope, ids);
      ids[TIME - 1] = (ids[TIME - 1] + 1) % VOCABULARY;
      float[] after = logits(transformer, scope, ids);
      int earlier = (TIME - 1) * VOCABULARY;
      for (int i = 0; i < earlier; i++) {
        assertThat(after[i]).isCloseTo(before[i], within(1e-5f));
      }
      assertThat(after[earlier]).isNotEqualTo(before[earlier]);
    }
  }

  @Test
  void mixedPrecisionStaysCloseToFloat32() {
    ModelConfig config = config(Architecture.QWEN3, true);
    try (Transformer exact = random(config, Precision.FLOAT32);
        Transformer mixed = random(config, Precision.BFLOAT16);
        NDManager scope = exact.manager().newSubManager()) {
      float[] expected = logits(exact, scope, ids(5, TIME));
      float[] actual = logits(mixed, scope, ids(5, TIME));
      double largest = 0;
      double difference = 0;
      for (int i = 0; i < expected.length; i++) {
        largest = Math.max(largest, Math.abs(expected[i]));
        difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
      }
      assertThat(difference).isLessThan(0.05 * largest);
      assertThat(difference).isGreaterThan(0);
    }
  }

  private static float[] logits(Transformer transformer, NDManager scope, long[] ids) {
    NDArray inputs = scope.create(ids, new Shape(1, ids.length));
    return transformer.logits(transformer.hidden(inputs, false), false).toFloatArray();
  }
}
