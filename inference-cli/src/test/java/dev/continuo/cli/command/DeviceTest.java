package dev.continuo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.cli.run.TinyRun;
import dev.continuo.model.device.CudaDevices;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where commands compute, on a machine that may have no GPU. */
class DeviceTest {

  @TempDir private Path folder;

  private Commands.Result generate(String... options) {
    Path run = TinyRun.write(folder);
    List<Object> all = new ArrayList<>(List.of("generate", "-m", run, "The end"));
    all.addAll(List.of("--max-tokens", "3", "--seed", "1"));
    all.addAll(List.of(options));
    return Commands.run(all.toArray());
  }

  @Test
  void aGpuThatIsAskedForAndAbsentIsAnErrorThatSaysWhatToDo() {
    Commands.Result result = generate("--device", "gpu");
    boolean absent = CudaDevices.list().isEmpty();
    assertThat(result.status()).isEqualTo(absent ? 1 : result.status());
    if (absent) {
      assertThat(result.errors()).contains("no GPU can be used", "or use the CPU");
      assertThat(result.errors().lines()).hasSize(1);
    }
  }

  @Test
  void weightsInInt8AreRefusedOnAGpu() {
    Commands.Result result = generate("--device", "gpu", "--weights", "int8");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.errors()).contains("weights in int8 are for the CPU");
  }

  @Test
  void theCpuIsTakenWhereThereIsNoGpu() {
    Commands.Result cpu = generate("--device", "cpu");
    assertThat(cpu.status()).isZero();
    if (CudaDevices.list().isEmpty()) {
      assertThat(generate().out()).isEqualTo(cpu.out());
      assertThat(generate("--device", "auto").out()).isEqualTo(cpu.out());
    }
  }

  /** Where there is no driver, no class of JCuda and none of the backend on CUDA is loaded. */
  @ParameterizedTest
  @ValueSource(strings = {"auto", "gpu"})
  void nothingOfCudaIsLoadedWithoutADriver(String device) throws Exception {
    Path run = TinyRun.write(folder);
    List<String> classes = loaded(run, device);
    assertThat(classes).contains("dev.continuo.cli.main.Main");
    if (!CudaDevices.hasDriver()) {
      assertThat(classes)
          .noneMatch(name -> name.startsWith("jcuda") || name.contains(".backend.cuda."));
    }
  }

  private static List<String> loaded(Path run, String device)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xlog:class+load:stdout",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.continuo.cli.main.Main",
                "generate",
                "-m",
                run.toString(),
                "The end",
                "--max-tokens",
                "1",
                "--device",
                device)
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output
        .lines()
        .filter(line -> line.contains(" source: "))
        .map(line -> line.substring(0, line.indexOf(" source: ")))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .toList();
  }
}
