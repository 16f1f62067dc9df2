package dev.continuo.model.backend.cuda;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.model.config.ModelException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Needs the library, and no GPU. */
@Tag("cuda")
class NvrtcTest {

  private static final String SOURCE =
      "extern \"C\" __global__ void scale(float* x, float by) { x[threadIdx.x] *= by * TIMES; }";

  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

  private final Nvrtc nvrtc = new Nvrtc(CudaLibraries.ofThisMachine().nvrtc(13_000));

  @Test
  void compilesForOneGpu() {
    for (int[] capability : new int[][] {{8, 0}, {8, 9}, {9, 0}, {10, 0}}) {
      byte[] code =
          nvrtc.compile("scale", SOURCE, capability[0], capability[1], List.of("TIMES=2"));
      assertThat(code).startsWith(ELF);
      assertThat(new String(code, US_ASCII)).contains("scale");
    }
  }

  @Test
  void whatIsNewerThanItselfGetsCodeThatTheDriverTranslates() {
    assertThat(nvrtc.options(99, 0, List.of()).getFirst()).contains("=compute_");
    byte[] code = nvrtc.compile("scale", SOURCE, 99, 0, List.of("TIMES=2"));
    assertThat(new String(code, US_ASCII)).contains(".version").contains(".entry scale");
  }

  @Test
  void whatIsOlderThanAllItKnowsIsAnError() {
    assertThatThrownBy(() -> nvrtc.compile("scale", SOURCE, 3, 0, List.of()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("3.0");
  }

  @Test
  void anErrorNamesTheFileAndTheLine() {
    assertThatThrownBy(
            () ->
                nvrtc.compile(
                    "kernels",
                    "#line 1 \"a.cu\"\n\n#line 7 \"b.cu\"\nint x = y;\n",
                    9,
                    0,
                    List.of()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("b.cu(7)")
        .hasMessageContaining("\"y\" is undefined");
  }

  @Test
  void theKernelsCompile() {
    for (List<String> defines : List.of(List.<String>of(), List.of("CONTINUO_FLOAT32"))) {
      assertThat(nvrtc.compile("kernels", KernelSources.program(), 9, 0, defines)).startsWith(ELF);
    }
  }
}
