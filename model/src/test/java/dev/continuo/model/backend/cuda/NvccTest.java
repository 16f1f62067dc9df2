package dev.continuo.model.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Needs nvcc on the PATH, and no GPU. */
@Tag("cuda")
class NvccTest {

  @TempDir private Path folder;

  static Stream<List<String>> options() {
    return Stream.of("-arch=sm_80", "-gencode=arch=compute_90a,code=sm_90a")
        .flatMap(gpu -> Stream.of(List.of(gpu), List.of(gpu, "-DCONTINUO_FLOAT32")));
  }

  @ParameterizedTest
  @MethodSource("options")
  void theKernelsCompileWithoutWarnings(List<String> options) throws Exception {
    Path source = Files.writeString(folder.resolve("kernels.cu"), KernelSources.program());
    Path log = folder.resolve("nvcc.txt");
    List<String> command = new ArrayList<>(List.of("nvcc", "-cubin", "-Werror=all-warnings"));
    command.addAll(options);
    command.addAll(List.of("-o", folder.resolve("kernels.cubin").toString(), source.toString()));
    int status =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    assertThat(status).as(Files.readString(log)).isZero();
    assertThat(folder.resolve("kernels.cubin")).isNotEmptyFile();
  }
}
