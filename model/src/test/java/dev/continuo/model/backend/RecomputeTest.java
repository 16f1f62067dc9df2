package dev.continuo.model.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.backend.cpu.CpuBackend;
import dev.continuo.model.backend.cuda.CountedDevice;
import dev.continuo.model.backend.cuda.CudaBackend;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.kernel.LossFunction.Kind;
import dev.continuo.model.kernel.NativeProducts;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The net whose layers share the memory of their activations. */
public class RecomputeTest {

  private static final int LAYERS = 3;
  private static final long ROW_OF_LOGITS = 64;
  private static final LossFunction LOSS = new LossFunction(Kind.CROSS_ENTROPY, 0.1);

  @ParameterizedTest
  @CsvSource({
    "QWEN3, 0",
    "QWEN3, 0.2",
    "LLAMA, 0",
    "LLAMA, 0.3",
    "GPT2, 0",
    "GPT2, 0.2",
  })
  void gradientsAreTheSame(Architecture architecture, double dropout) {
    try (Backend plain = new PlainBackend()) {
      checkSameGradients(plain, architecture, dropout);
    }
    ScalarType fast = NativeProducts.haveBfloat16() ? ScalarType.BFLOAT16 : ScalarType.FLOAT32;
    for (ScalarType type : List.of(ScalarType.FLOAT32, fast)) {
      try (Backend cpu = new CpuBackend(type, 2)) {
        checkSameGradients(cpu, architecture, dropout);
      }
    }
  }

  /** Bit for bit, of several micro-batches, with logits in parts. */
  public static void checkSameGradients(
      Backend backend, Architecture architecture, double dropout) {
    ModelConfig config = TinyNet.config(architecture, true, LAYERS);
    try (TinyNet keeping = TinyNet.of(backend, config, dropout, false, Long.MAX_VALUE);
        TinyNet again = TinyNet.of(backend, config, dropout, true, Long.MAX_VALUE);
        TinyNet keepingParts = TinyNet.of(backend, config, dropout, false, 5 * ROW_OF_LOGITS);
        TinyNet againParts = TinyNet.of(backend, config, dropout, true, 5 * ROW_OF_LOGITS)) {
      checkSame(again, keeping);
      checkSame(againParts, keepingParts);
    }
  }

  private static void checkSame(TinyNet net, TinyNet right) {
    Map<String, float[]> gradients = right.gradientsOfTwo(LOSS);
    assertThat(gradients.values()).anySatisfy(gradient -> assertThat(gradient[0]).isNotZero());
    assertThat(net.gradientsOfTwo(LOSS))
        .hasSameSizeAs(gradients)
        .allSatisfy(
            (name, gradient) ->
                assertThat(gradient).isEqualTo(Objects.requireNonNull(gradients.get(name))));
    assertThat(net.losses()).isEqualTo(right.losses());
    net.transformer().score(TinyNet.BATCH);
    right.transformer().score(TinyNet.BATCH);
    assertThat(net.losses()).isEqualTo(right.losses());
  }

  @Test
  void onlyTheInputsOfLayersTakeMemory() {
    ModelConfig few = ModelConfig.ofDepth(2, 1000, 64, -1);
    ModelConfig many =
        new ModelConfig(
            few.architecture(),
            few.vocabularySize(),
            few.channels(),
            few.layerCount() + 1,
            few.headCount(),
            few.keyValueHeadCount(),
            few.headSize(),
            few.feedForwardChannels(),
            few.contextLength(),
            few.normEpsilon(),
            few.rotaryBase(),
            few.tiedEmbeddings(),
            -1);
    int batch = 256;
    long input = 4L * batch * few.contextLength() * few.channels();
    assertThat(activationBytes(many, batch) - activationBytes(few, batch)).isEqualTo(input);
  }

  /** Twice the batch takes so much more. */
  private static long activationBytes(ModelConfig config, int batch) {
    return bytes(config, 2 * batch) - bytes(config, batch);
  }

  private static long bytes(ModelConfig config, int batch) {
    CountedDevice device = new CountedDevice();
    try (CudaBackend backend = new CudaBackend(device, ElementType.BFLOAT16);
        DenseTransformer net =
            new DenseTransformer(backend, config, batch, config.contextLength(), 0, true)) {
      assertThat(net.parameters().all()).isNotEmpty();
      return device.bytes();
    }
  }
}
