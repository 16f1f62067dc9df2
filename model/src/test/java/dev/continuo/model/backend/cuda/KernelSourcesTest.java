package dev.continuo.model.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class KernelSourcesTest {

  @Test
  void eachFileBeginsWithItsNameAndItsFirstLine() {
    String program = KernelSources.program(List.of("prelude.cuh", "prelude.cuh"));
    assertThat(program).startsWith("#line 1 \"prelude.cuh\"\n// What every kernel uses.");
    assertThat(program.split("\n#line 1 \"prelude.cuh\"\n", -1)).hasSize(2);
  }

  @Test
  void allFilesAreThere() {
    assertThat(KernelSources.program())
        .contains(KernelSources.FILES.stream().map(file -> "#line 1 \"" + file + "\"\n").toList());
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> KernelSources.program(List.of("absent.cu")))
        .hasMessageContaining("absent.cu");
  }
}
