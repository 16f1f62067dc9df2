package dev.continuo.trainer.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.continuo.model.aten.Aten;
import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.BackendCheck;
import dev.continuo.model.backend.DenseTransformer;
import dev.continuo.model.backend.Parameter;
import dev.continuo.model.backend.PlainBackend;
import dev.continuo.model.backend.cpu.CpuBackend;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.config.ModelParts;
import dev.continuo.model.device.Precision;
import dev.continuo.model.graph.Transformer;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.kernel.LossFunction.Kind;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.step.DeviceSteps;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The net over the backends of the CPU against the graph with autograd. */
@Tag("ways")
class GraphAndBackendTest {

  private static final int VOCABULARY = 29;
  private static final int BATCH = 3;
  private static final double MOST = 1e-4;

  private static final List<LossFunction> LOSSES =
      List.of(
          LossFunction.CROSS_ENTROPY,
          new LossFunction(Kind.CROSS_ENTROPY, 0.15),
          new LossFunction(Kind.SQUARED_ERROR, 0),
          new LossFunction(Kind.ABSOLUTE_ERROR, 0));

  private static ModelConfig config(Architecture architecture, boolean tied, int time) {
    boolean rotary = ModelParts.of(architecture).rotary();
    return new ModelConfig(
        architecture,
        VOCABULARY,
        rotary ? 32 : 27,
        2,
        rotary ? 4 : 3,
        rotary ? 2 : 3,
        rotary ? 6 : 9,
        38,
        time + 3,
        1e-5,
        rotary ? 10_000 : 0,
        tied,
        -1);
  }

  private static Batch batch(int time) {
    SplittableRandom random = new SplittableRandom(1);
    long[] inputs = random.longs((long) BATCH * time, 0, VOCABULARY).toArray();
    long[] targets = random.longs((long) BATCH * time, 0, VOCABULARY).toArray();
    targets[7] = Aten.IGNORED_TARGET;
    return new Batch(BATCH, time, inputs, targets);
  }

  @ParameterizedTest
  @CsvSource({
    "QWEN3, true",
    "QWEN3, false",
    "LLAMA, true",
    "LLAMA, false",
    "GPT2, true",
    "GPT2, false"
  })
  void plainLoopsAgreeWithAutograd(Architecture architecture, boolean tied) {
    compare(new PlainBackend(), config(architecture, tied, 10), batch(10));
  }

  /** More tokens than rows of a task. */
  @ParameterizedTest
  @CsvSource({
    "QWEN3, true",
    "QWEN3, false",
    "LLAMA, true",
    "LLAMA, false",
    "GPT2, true",
    "GPT2, false"
  })
  void vectorsAgreeWithAutograd(Architecture architecture, boolean tied) {
    compare(new CpuBackend(ScalarType.FLOAT32, 2), config(architecture, tied, 70), batch(70));
  }

  private static void compare(Backend opened, ModelConfig config, Batch batch) {
    double factor = 1.0 / (batch.targets().length - 1);
    try (Transformer graph = Transformer.create(config, Precision.FLOAT32, 0, Device.cpu());
        GraphForwardBackward passes = new GraphForwardBackward(graph);
        Backend backend = opened;
        DenseTransformer net = new DenseTransformer(backend, config, BATCH, batch.columns())) {
      SplittableRandom random = new SplittableRandom(2);
      for (Parameter parameter : net.parameters().all().values()) {
        float[] values = new float[Math.toIntExact(parameter.elements())];
        boolean normWeight = parameter.name().endsWith("norm.weight");
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) ((normWeight ? 1 : 0) + 0.25 * random.nextGaussian());
        }
        net.parameters().write(parameter.name(), values);
        Aten.fill(Objects.requireNonNull(graph.weights().get(parameter.name())), values);
      }
      net.parameters().refresh();
      DeviceSteps.hand(backend, net, batch, VOCABULARY);
      for (LossFunction loss : LOSSES) {
        passes.clearGradients();
        double right = passes.addGradients(batch, loss, factor);
        net.forwardBackward(BATCH, false, loss);
        assertThat(sum(net.parameters().read(net.losses()))).isCloseTo(right, within(MOST * right));
        assertThat(passes.gradients().keySet()).isEqualTo(net.parameters().all().keySet());
        compareGradients(net, passes, loss);
      }
      net.score(BATCH);
      assertThat(
              BackendCheck.distance(
                  net.parameters().read(net.losses()), passes.crossEntropies(batch)))
          .isLessThan(MOST);
    }
  }

  private static void compareGradients(
      DenseTransformer net, GraphForwardBackward passes, LossFunction loss) {
    passes
        .gradients()
        .forEach(
            (name, gradient) -> {
              float[] found = net.parameters().read(net.parameters().get(name).gradient());
              float[] right = gradient.toFloatArray();
              if (name.endsWith("k_proj.bias")) { // softmax does not see it: nothing but rounding
                String queries = name.replace("k_proj", "q_proj");
                double size =
                    length(net.parameters().read(net.parameters().get(queries).gradient()));
                assertThat(length(found)).as(loss + " " + name).isLessThan(MOST * size);
                assertThat(length(right)).as(loss + " " + name).isLessThan(MOST * size);
              } else {
                assertThat(BackendCheck.distance(found, right))
                    .as(loss + " " + name)
                    .isLessThan(MOST);
              }
            });
  }

  private static double length(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  private static double sum(float[] losses) {
    double sum = 0;
    for (float loss : losses) {
      sum += loss;
    }
    return sum;
  }
}
