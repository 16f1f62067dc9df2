package dev.continuo.trainer.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.DenseTransformer;
import dev.continuo.model.backend.PlainBackend;
import dev.continuo.model.backend.cpu.CpuBackend;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.kernel.NativeProducts;
import dev.continuo.trainer.step.DeviceSteps;
import dev.continuo.trainer.step.Initialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whole nets over the CPU's vectors and threads. */
@Tag("ways")
class CpuNetTest {

  private static final double FLOAT32 = 1e-4;
  private static final double BFLOAT16 = 4e-2;

  private static final List<ModelConfig> NETS =
      List.of(CheckNet.CONFIG, CheckNet.config(Architecture.LLAMA, 40, false), CheckNet.gpt2());

  private static Map<String, float[]> gradients(Backend opened, ModelConfig config) {
    try (Backend backend = opened) {
      return CheckNet.gradients(backend, config, LossFunction.CROSS_ENTROPY);
    }
  }

  private static ScalarType fastest() {
    return NativeProducts.haveBfloat16() ? ScalarType.BFLOAT16 : ScalarType.FLOAT32;
  }

  @Test
  void threadsDoNotChangeABit() {
    for (ModelConfig net : NETS) {
      Map<String, float[]> one = gradients(new CpuBackend(fastest(), 1), net);
      for (int threads : new int[] {2, 3}) {
        assertThat(gradients(new CpuBackend(fastest(), threads), net))
            .allSatisfy((name, values) -> assertThat(values).as(name).isEqualTo(one.get(name)));
      }
    }
  }

  @Test
  void gradientsAreThoseOfPlainLoops() {
    double most = fastest() == ScalarType.FLOAT32 ? FLOAT32 : BFLOAT16;
    for (ModelConfig net : NETS) {
      Map<String, float[]> right = gradients(new PlainBackend(), net);
      Map<String, float[]> found = gradients(new CpuBackend(fastest(), 2), net);
      assertThat(
              CheckNet.largestDistance(
                  right,
                  found,
                  (name, distance) ->
                      assertThat(distance).as(net.architecture() + " " + name).isLessThan(most)))
          .isPositive();
    }
  }

  @Test
  void aSmallBatchDoesNotDependOnWhatCameBefore() {
    try (Backend backend = new CpuBackend(fastest(), 2);
        DenseTransformer net =
            new DenseTransformer(backend, CheckNet.CONFIG, CheckNet.BATCH, CheckNet.TIME)) {
      Initialization.apply(net.parameters().arrays(), 1);
      net.parameters().refresh();
      DeviceSteps.hand(backend, net, CheckNet.batch(0), CheckNet.CONFIG.vocabularySize());
      net.score(1);
      float[] alone = net.parameters().read(net.losses().slice("first", 0, CheckNet.TIME));
      net.forwardBackward(CheckNet.BATCH, false, LossFunction.CROSS_ENTROPY);
      net.score(1);
      assertThat(net.parameters().read(net.losses().slice("first", 0, CheckNet.TIME)))
          .isEqualTo(alone);
      assertThat(alone[0]).isPositive();
    }
  }
}
