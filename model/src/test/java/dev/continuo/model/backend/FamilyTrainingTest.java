package dev.continuo.model.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.backend.cpu.CpuBackend;
import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.golden.Golden;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.kernel.LossFunction.Kind;
import dev.continuo.model.runtime.RuntimeModel;
import dev.continuo.model.weights.DataType;
import dev.continuo.model.weights.ExportType;
import dev.continuo.model.weights.HuggingFaceExport;
import dev.continuo.model.weights.ModelSource;
import dev.continuo.model.weights.Tensor;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.model.weights.WeightSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Families in training, against five steps of gradient descent in torch. */
class FamilyTrainingTest {

  private static final float RATE = 0.01f;
  private static final int STEPS = 5;
  private static final double ROUNDING = 1e-4;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama-linear",
        "llama-3",
        "llama-yarn",
        "qwen2",
        "qwen2-windowed",
        "qwen3-yarn",
        "mistral",
        "smollm3",
        "phi3-whole",
        "gemma",
        "gemma3",
        "granite",
        "starcoder2"
      })
  void learnsAsTorchDoesAndIsWrittenBack(String name) {
    Golden golden = Golden.open("families/" + name);
    learns(golden, new PlainBackend(), false);
    learns(golden, new CpuBackend(ScalarType.FLOAT32, 2), true);
  }

  private void learns(Golden golden, Backend backend, boolean recompute) {
    try (backend;
        ModelSource source = ModelSource.open(golden.folder())) {
      int[] ids = golden.promptIds();
      try (DenseTransformer net =
          new DenseTransformer(backend, source.config(), 1, ids.length, 0, recompute)) {
        Parameters parameters = net.parameters();
        for (Parameter parameter : parameters.all().values()) {
          TensorSpec spec = new TensorSpec(parameter.name(), parameter.shape());
          parameters.write(parameter.name(), source.weights().tensor(spec).toFloats());
        }
        parameters.refresh();
        hand(backend, net, ids);
        for (int step = 0; step < STEPS; step++) {
          net.forwardBackward(1, false, new LossFunction(Kind.CROSS_ENTROPY, 0));
          descend(parameters);
        }
        HuggingFaceExport.write(
            new ModelSource(source.config(), Set.of(), weights(parameters)),
            -1,
            ExportType.F32,
            folder);
      }
    }
    try (RuntimeModel model = RuntimeModel.open(folder)) {
      float[] logits = model.newSession().append(golden.promptIds());
      for (int id = 0; id < logits.length; id++) {
        assertThat((double) logits[id]).isCloseTo(golden.trained().get(id), within(ROUNDING));
      }
    }
  }

  private static void hand(Backend backend, DenseTransformer net, int[] ids) {
    int[] targets = Arrays.copyOf(Arrays.copyOfRange(ids, 1, ids.length), ids.length);
    targets[ids.length - 1] = -100;
    try (Arena arena = Arena.ofConfined()) {
      float factor = 1f / (ids.length - 1);
      backend.write(net.ids(), arena.allocateFrom(ValueLayout.JAVA_INT, ids));
      backend.write(net.targets(), arena.allocateFrom(ValueLayout.JAVA_INT, targets));
      backend.write(net.order(), arena.allocateFrom(ValueLayout.JAVA_INT, BackendCheck.order(ids)));
      backend.write(net.factor(), arena.allocateFrom(ValueLayout.JAVA_FLOAT, factor));
    }
  }

  private static void descend(Parameters parameters) {
    for (Parameter parameter : parameters.all().values()) {
      float[] values = parameters.read(parameter.weight());
      float[] gradient = parameters.read(parameter.gradient());
      for (int i = 0; i < values.length; i++) {
        values[i] -= RATE * gradient[i];
      }
      parameters.write(parameter.name(), values);
    }
    parameters.refresh();
  }

  private static WeightSource weights(Parameters parameters) {
    return new WeightSource() {
      @Override
      public String name() {
        return "a net";
      }

      @Override
      public Tensor tensor(TensorSpec expected) {
        float[] values = parameters.read(parameters.get(expected.name()).weight());
        return new Tensor(expected, DataType.F32, MemorySegment.ofArray(values));
      }

      @Override
      public void close() {}
    };
  }

  @ParameterizedTest
  @CsvSource({
    "gemma2, Gemma2ForCausalLM with soft caps cannot be trained",
    "olmo2, Olmo2ForCausalLM with norms after its half layers alone cannot be trained",
    "gpt-neox, GPTNeoXForCausalLM with attention and feed-forward part side by side cannot be",
    "phi3, Phi3ForCausalLM with heads that are rotated in part cannot be trained"
  })
  void refusesByNameWhatItHasNoOperationsFor(String name, String message) {
    ModelConfig config =
        ConfigFile.read(Golden.folder("families/" + name).resolve(ConfigFile.NAME));
    try (Backend backend = new PlainBackend()) {
      assertThatThrownBy(() -> new DenseTransformer(backend, config, 1, 8))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining(message);
    }
  }
}
