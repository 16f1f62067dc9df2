package dev.continuo.model.runtime;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.continuo.model.golden.Golden;
import dev.continuo.model.weights.DataType;
import dev.continuo.model.weights.GgufFile;
import dev.continuo.model.weights.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Matrices of GGUF's quantized types in int8. */
class QuantizedMatrixTest {

  /** The relative error of a scale that is rounded to float16. */
  private static final float HALF_PRECISION = 1f / (1 << 11);

  /** Levels with one scale for 32 of them, which are in int8 what they are in the file. */
  @ParameterizedTest
  @EnumSource(names = {"Q4_0", "Q5_0", "Q8_0", "IQ4_NL", "IQ4_XS"})
  void staysAsItIs(DataType type) {
    assertClose(type, 0);
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.MATCH_ANY,
      names = {"Q4_1", "Q5_1", "Q._K"})
  void isRoundedToTheNearestOf255Levels(DataType type) {
    assertClose(type, 0.5f / 127 + HALF_PRECISION);
  }

  private static void assertClose(DataType type, float share) {
    try (GgufFile file = GgufFile.open(Golden.folder("gguf/types.gguf"))) {
      Tensor tensor = requireNonNull(file.tensors().get(type.name()));
      int columns = (int) tensor.spec().dimensions()[1];
      int rows = (int) tensor.spec().dimensions()[0];
      float[] expected = requireNonNull(file.tensors().get(type.name() + ".values")).toFloats();
      PanelMatrix matrix = new PanelMatrix(Kernels.best(), rows, columns);
      for (int panel = 0; panel < matrix.tasks(); panel++) {
        matrix.take(panel, tensor, "test");
      }
      float[] found = new float[rows * columns];
      for (int row = 0; row < rows; row++) {
        matrix.copyRow(row, found, row * columns);
      }
      for (int block = 0; block < found.length; block += Kernels.BLOCK) {
        float most = 0;
        for (int i = block; i < block + Kernels.BLOCK; i++) {
          most = Math.max(most, Math.abs(expected[i]));
        }
        for (int i = block; i < block + Kernels.BLOCK; i++) {
          assertThat(found[i]).isCloseTo(expected[i], within(most * share));
        }
      }
    }
  }
}
