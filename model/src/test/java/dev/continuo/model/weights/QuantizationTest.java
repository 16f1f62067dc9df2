package dev.continuo.model.weights;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.model.config.ModelException;
import dev.continuo.model.golden.Golden;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class QuantizationTest {

  /** For each row: rows of ordinary weights, of a few large ones, of one sign, of zeros. */
  @ParameterizedTest
  @EnumSource(names = {"Q4_K", "Q6_K"})
  void losesNoMoreThanLlamaCpp(DataType type) {
    try (GgufFile file = GgufFile.open(Golden.folder("gguf/quantized.gguf"))) {
      Tensor matrix = requireNonNull(file.tensors().get("F32"));
      Tensor theirs = requireNonNull(file.tensors().get(type.name()));
      Tensor ours = TensorConversion.to(matrix, type);
      assertThat(ours.type()).isEqualTo(type);
      long rows = matrix.spec().dimensions()[0];
      for (int row = 0; row < rows; row++) {
        double expected = error(matrix.rows("x", row, 1), theirs.rows("x", row, 1));
        double found = error(matrix.rows("x", row, 1), ours.rows("x", row, 1));
        assertThat(found).as("row " + row).isLessThanOrEqualTo(expected * 1.01);
      }
    }
  }

  /** The sum of squared differences. */
  private static double error(Tensor matrix, Tensor quantized) {
    float[] x = matrix.toFloats();
    float[] y = quantized.toFloats();
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (x[i] - y[i]) * (double) (x[i] - y[i]);
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource(names = {"Q4_0", "Q5_0", "Q8_0", "Q4_K", "Q6_K"})
  void refusesWhatCannotBeRounded(DataType type) {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> TensorConversion.to(tensor(bad), type))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("tensor x: expected finite weights, found " + bad);
    }
    assertThatThrownBy(() -> TensorConversion.to(tensor(3e38f), type))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("tensor x: the scale ")
        .hasMessageContaining("does not fit into float16; choose f32");
    for (float tiny : TensorConversion.to(tensor(1e-42f), type).toFloats()) {
      assertThat(Math.abs(tiny)).isLessThan(1e-6f);
    }
  }

  private static Tensor tensor(float value) {
    float[] floats = new float[512];
    floats[300] = value;
    return new Tensor(new TensorSpec("x", 2, 256), DataType.F32, MemorySegment.ofArray(floats));
  }

  /** As llama.cpp's quantize prints them for a model of 16 layers. */
  @ParameterizedTest
  @CsvSource({
    "Q8_0, output.weight, 512, Q8_0",
    "Q8_0, blk.0.attn_v.weight, 48, F16",
    "Q4_0, output.weight, 512, Q6_K",
    "Q4_0, output.weight, 384, Q8_0",
    "Q4_0, token_embd.weight, 384, Q4_0",
    "Q4_0, blk.0.ffn_down.weight, 512, Q4_0",
    "Q4_K_M, output.weight, 512, Q6_K",
    "Q4_K_M, output.weight, 384, Q8_0",
    "Q4_K_M, token_embd.weight, 512, Q4_K",
    "Q4_K_M, token_embd.weight, 384, Q5_0",
    "Q4_K_M, blk.0.attn_v.weight, 512, Q6_K",
    "Q4_K_M, blk.1.attn_v.weight, 512, Q6_K",
    "Q4_K_M, blk.2.attn_v.weight, 512, Q4_K",
    "Q4_K_M, blk.4.attn_v.weight, 512, Q6_K",
    "Q4_K_M, blk.13.ffn_down.weight, 512, Q6_K",
    "Q4_K_M, blk.14.ffn_down.weight, 512, Q6_K",
    "Q4_K_M, blk.14.ffn_down.weight, 384, Q8_0",
    "Q4_K_M, blk.12.ffn_down.weight, 512, Q4_K",
    "Q4_K_M, blk.14.ffn_up.weight, 512, Q4_K",
    "Q4_K_M, blk.3.attn_qkv.weight, 512, Q4_K",
    "Q4_K_M, blk.4.attn_qkv.weight, 512, Q6_K",
    "Q4_K_M, blk.3.attn_q.weight, 40, F16",
    "Q6_K, output.weight, 512, Q6_K",
    "Q6_K, blk.3.attn_q.weight, 384, Q8_0",
    "F16, output.weight, 512, F16"
  })
  void choosesTypesAsLlamaCpp(ExportType file, String name, long columns, DataType expected) {
    assertThat(new TensorTypes(file, 16, true).of(name, columns)).isEqualTo(expected);
  }

  @Test
  void anEmbeddingThatIsTheOutputHasItsType() {
    TensorTypes types = new TensorTypes(ExportType.Q4_K_M, 16, false);
    assertThat(types.of("token_embd.weight", 512)).isEqualTo(DataType.Q6_K);
  }
}
