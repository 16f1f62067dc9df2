package dev.continuo.model.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.BackendCheck;
import dev.continuo.model.backend.BackendCheck.Difference;
import dev.continuo.model.backend.PlainBackend;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.kernel.NativeProducts;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The CPU's operations against plain loops. */
@Tag("ways")
class CpuBackendTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 9})
  void operationsAgreeWithPlainLoops(int threads) {
    try (Backend reference = new PlainBackend();
        Backend tested = new CpuBackend(ScalarType.FLOAT32, threads)) {
      List<Difference> differences = BackendCheck.differences(reference, tested, 7);
      assertThat(differences).hasSizeGreaterThan(100);
      assertThat(differences).filteredOn(each -> !(each.relative() < 2e-6)).isEmpty();
    }
  }

  @Test
  void operationsInBfloat16AgreeWithPlainLoopsWhereTheCpuHasIt() {
    if (!NativeProducts.haveBfloat16()) {
      assertThatThrownBy(() -> new CpuBackend(ScalarType.BFLOAT16, 2))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("bfloat16");
      return;
    }
    try (Backend reference = new PlainBackend();
        Backend tested = new CpuBackend(ScalarType.BFLOAT16, 2)) {
      List<Difference> differences = BackendCheck.differences(reference, tested, 7);
      assertThat(differences).filteredOn(each -> !(each.relative() < 1e-2)).isEmpty();
    }
  }
}
