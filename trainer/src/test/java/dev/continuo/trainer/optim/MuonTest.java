package dev.continuo.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.continuo.model.aten.Aten;
import dev.continuo.model.device.Precision;
import dev.continuo.trainer.config.Optimization.AdamW;
import dev.continuo.trainer.config.Optimization.Muon;
import dev.continuo.trainer.config.Optimization.Muon.Iteration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class MuonTest {

  private static final AdamW REST = new AdamW(1e-3, 0.9, 0.95, 1e-8, 0.1, 1e9);

  @Test
  void agreesWithTorch() throws IOException {
    JsonNode golden =
        new JsonMapper().readTree(Path.of("src/test/resources/golden/muon.json").toFile());
    Muon config =
        new Muon(
            golden.path("rate").asDouble(),
            golden.path("momentum").asDouble(),
            Iteration.KELLER_JORDAN,
            1000,
            golden.path("decay").asDouble(),
            1e-3,
            REST);
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> weights = new LinkedHashMap<>();
      for (JsonNode entry : golden.path("weights")) {
        weights.put(name(entry), array(manager, entry, entry.path("start")));
      }
      GraphOptimizer optimizer = new GraphMuon(weights, manager, config, Precision.FLOAT32);
      int steps = golden.path("weights").path(0).path("gradients").size();
      for (int step = 0; step < steps; step++) {
        Map<String, NDArray> gradients = new LinkedHashMap<>();
        for (JsonNode entry : golden.path("weights")) {
          gradients.put(name(entry), array(manager, entry, entry.path("gradients").path(step)));
        }
        optimizer.step(gradients, config.learningRate());
      }
      for (JsonNode entry : golden.path("weights")) {
        assertThat(Objects.requireNonNull(weights.get(name(entry))).toFloatArray())
            .usingComparatorWithPrecision(2e-5f)
            .containsExactly(floats(entry.path("end")));
      }
    }
  }

  /** Orthogonal but for the iteration's own spread of singular values, also in bfloat16. */
  @ParameterizedTest
  @EnumSource(Iteration.class)
  void bfloat16StaysNearFloat32(Iteration iteration) {
    float[] exact = orthogonal(Precision.FLOAT32, iteration);
    float[] rounded = orthogonal(Precision.BFLOAT16, iteration);
    double difference = 0;
    double size = 0;
    for (int i = 0; i < exact.length; i++) {
      difference += Math.pow((double) exact[i] - rounded[i], 2);
      size += Math.pow(exact[i], 2);
    }
    assertThat(Math.sqrt(difference / size)).isBetween(1e-6, 0.08);
    assertThat(Math.sqrt(size / 2 / 24)).isBetween(0.7, 1.3);
  }

  private static float[] orthogonal(Precision precision, Iteration iteration) {
    Shape shape = new Shape(2, 24, 40);
    Random random = new Random(3);
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray matrices = manager.create(values, shape);
      new GraphNewtonSchulz(manager, shape, precision, NewtonSchulz.polynomials(iteration))
          .apply(matrices);
      return matrices.toFloatArray();
    }
  }

  /** Where a gradient was not a number, the run goes back: its saved state is put in again. */
  @Test
  void oneGradientThatIsNoNumberLeavesNothingBehind() {
    Muon config = new Muon(0.02, 0.95, Iteration.POLAR_EXPRESS, 2, 0.1, 0.5, REST);
    List<float[]> found = new ArrayList<>();
    for (boolean ill : new boolean[] {false, true}) {
      try (NDManager manager = NDManager.newBaseManager()) {
        Map<String, NDArray> weights = new LinkedHashMap<>();
        weights.put("model.layers.0.a", manager.ones(new Shape(2, 6)));
        weights.put("model.norm.weight", manager.ones(new Shape(12)));
        GraphOptimizer optimizer = new GraphMuon(weights, manager, config, Precision.FLOAT32);
        if (ill) {
          Map<String, NDArray> noNumbers = new LinkedHashMap<>();
          weights.forEach((name, weight) -> noNumbers.put(name, weight.mul(Float.NaN)));
          assertThat(optimizer.step(noNumbers, 0.02)).isNaN();
          weights.values().forEach(weight -> Aten.fill(weight, ones()));
          optimizer.state().values().forEach(array -> Aten.fill(array, new float[12]));
          optimizer.resume(0);
        }
        NDArray gradient = normal(manager, new Random(7));
        optimizer.step(
            Map.of("model.layers.0.a", gradient, "model.norm.weight", gradient.reshape(12)), 0.02);
        weights.values().forEach(weight -> found.add(weight.toFloatArray()));
      }
    }
    assertThat(found.get(2)).isEqualTo(found.get(0)).doesNotContain(Float.NaN);
    assertThat(found.get(3)).isEqualTo(found.get(1)).doesNotContain(Float.NaN);
  }

  private static float[] ones() {
    float[] ones = new float[12];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** A matrix in blocks of two rows moves as matrices of two rows do. */
  @Test
  void blocksOfRowsMoveAsMatricesOfTheirOwn() {
    Muon config = new Muon(0.02, 0.95, Iteration.POLAR_EXPRESS, 2, 0.1, 0.5, REST);
    Random random = new Random(6);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray whole = manager.ones(new Shape(4, 6));
      NDArray upper = manager.ones(new Shape(2, 6));
      NDArray lower = manager.ones(new Shape(2, 6));
      GraphOptimizer together =
          new GraphMuon(Map.of("model.layers.0.a", whole), manager, config, Precision.FLOAT32);
      Map<String, NDArray> halves = new LinkedHashMap<>();
      halves.put("model.layers.0.a", upper);
      halves.put("model.layers.1.a", lower);
      GraphOptimizer apart = new GraphMuon(halves, manager, config, Precision.FLOAT32);
      for (int step = 0; step < 3; step++) {
        NDArray first = normal(manager, random);
        NDArray second = normal(manager, random);
        together.step(Map.of("model.layers.0.a", first.concat(second, 0)), 0.02);
        apart.step(Map.of("model.layers.0.a", first, "model.layers.1.a", second), 0.02);
      }
      assertThat(whole.toFloatArray())
          .usingComparatorWithPrecision(1e-6f)
          .containsExactly(upper.concat(lower, 0).toFloatArray());
    }
    assertThat(MuonBlocks.rows(384, 128)).isEqualTo(128);
    assertThat(MuonBlocks.rows(352, 64)).isEqualTo(44);
    assertThat(MuonBlocks.rows(13, 64)).isEqualTo(13);
  }

  private static NDArray normal(NDManager manager, Random random) {
    float[] values = new float[12];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return manager.create(values, new Shape(2, 6));
  }

  /** Tables and vectors move by AdamW with rates of their own. */
  @Test
  void leavesTablesAndVectorsToAdamW() {
    AdamW rest = new AdamW(0.05, 0.9, 0.95, 1e-8, 0, 1e9);
    Muon config = new Muon(0.02, 0.95, Iteration.KELLER_JORDAN, 8, 0, 0.5, rest);
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> weights = new LinkedHashMap<>();
      weights.put("model.embed_tokens.weight", manager.ones(new Shape(2, 2)));
      weights.put("model.norm.weight", manager.ones(new Shape(3)));
      Map<String, NDArray> gradients = new LinkedHashMap<>();
      weights.forEach((name, weight) -> gradients.put(name, manager.ones(weight.getShape())));
      new GraphMuon(weights, manager, config, Precision.FLOAT32).step(gradients, 0.01);
      assertThat(first(weights, "model.embed_tokens.weight")).isCloseTo(0.75f, offset());
      assertThat(first(weights, "model.norm.weight")).isCloseTo(0.975f, offset());
    }
  }

  private static org.assertj.core.data.Offset<Float> offset() {
    return org.assertj.core.data.Offset.offset(1e-5f);
  }

  private static float first(Map<String, NDArray> weights, String name) {
    return Objects.requireNonNull(weights.get(name)).toFloatArray()[0];
  }

  private static String name(JsonNode entry) {
    return "model.layers.0." + entry.path("name").asText();
  }

  private static NDArray array(NDManager manager, JsonNode entry, JsonNode values) {
    JsonNode shape = entry.path("shape");
    return manager.create(
        floats(values), new Shape(shape.path(0).asLong(), shape.path(1).asLong()));
  }

  private static float[] floats(JsonNode values) {
    float[] floats = new float[values.size()];
    IntStream.range(0, floats.length).forEach(i -> floats[i] = values.path(i).floatValue());
    return floats;
  }
}
