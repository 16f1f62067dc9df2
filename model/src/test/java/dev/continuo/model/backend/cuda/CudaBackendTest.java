package dev.continuo.model.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.BackendCheck;
import dev.continuo.model.backend.BackendCheck.Difference;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.PlainBackend;
import dev.continuo.model.backend.PoisonTest;
import dev.continuo.model.backend.RecomputeTest;
import dev.continuo.model.backend.TinyNet;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.weights.WeightNames;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The kernels, emulated, against plain loops. */
@Tag("emulator")
class CudaBackendTest {

  @ParameterizedTest
  @CsvSource({"FLOAT32, 2e-6", "BFLOAT16, 1e-2"})
  void operationsAgreeWithPlainLoops(ElementType activations, double most) throws Exception {
    EmulatedKernels kernels = EmulatedKernels.of(activations);
    try (Backend reference = new PlainBackend();
        Backend tested = new CudaBackend(new EmulatedDevice(kernels), activations)) {
      List<Difference> differences = BackendCheck.differences(reference, tested, 7);
      assertThat(differences).hasSizeGreaterThan(100);
      assertThat(differences).allSatisfy(each -> assertThat(each.relative()).isLessThan(most));
    }
  }

  @ParameterizedTest
  @CsvSource({"QWEN3, 0.2", "GPT2, 0"})
  void recomputeChangesNoGradient(Architecture architecture, double dropout) throws Exception {
    EmulatedKernels kernels = EmulatedKernels.of(ElementType.BFLOAT16);
    try (Backend backend = new CudaBackend(new EmulatedDevice(kernels), ElementType.BFLOAT16)) {
      RecomputeTest.checkSameGradients(backend, architecture, dropout);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void nothingIsLeftOfPoison(ElementType activations) throws Exception {
    EmulatedKernels kernels = EmulatedKernels.of(activations);
    try (Backend backend = new CudaBackend(new EmulatedDevice(kernels), activations)) {
      PoisonTest.check(backend, Architecture.QWEN3);
      PoisonTest.checkUpdates(backend);
    }
  }

  /** 23 ids, whose tables have 64 rows. */
  @ParameterizedTest
  @CsvSource({"QWEN3, true", "LLAMA, false", "GPT2, true"})
  void netsWithPaddedTablesHaveTheGradientsOfPlainLoops(Architecture architecture, boolean tied)
      throws Exception {
    ModelConfig config = TinyNet.config(architecture, tied);
    EmulatedKernels kernels = EmulatedKernels.of(ElementType.BFLOAT16);
    try (Backend reference = new PlainBackend();
        Backend tested = new CudaBackend(new EmulatedDevice(kernels), ElementType.BFLOAT16);
        TinyNet right = TinyNet.of(reference, config, 0);
        TinyNet found = TinyNet.of(tested, config, 0)) {
      Map<String, float[]> gradients = right.gradientsOfTwo(LossFunction.CROSS_ENTROPY);
      assertThat(found.gradientsOfTwo(LossFunction.CROSS_ENTROPY))
          .hasSameSizeAs(gradients)
          .hasEntrySatisfying(WeightNames.EMBEDDING, close(gradients, WeightNames.EMBEDDING))
          .hasEntrySatisfying(WeightNames.FINAL_NORM, close(gradients, WeightNames.FINAL_NORM));
      assertThat(found.padding()).isNotEmpty().containsOnly(0);
    }
  }

  private static Consumer<float[]> close(Map<String, float[]> right, String name) {
    float[] values = Objects.requireNonNull(right.get(name));
    return found -> assertThat(BackendCheck.distance(found, values)).isLessThan(0.03);
  }
}
