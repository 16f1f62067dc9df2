package dev.continuo.model.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.model.golden.Golden;
import dev.continuo.model.vector.VectorModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A JVM that was started without the incubator module. */
class WithoutVectorApiTest {

  private static final int[] IDS = {1, 2, 3, 4, 5};
  private static final Path FOLDER = Golden.folder("qwen3-grouped");

  @Test
  void computesWithPlainLoops() throws IOException, InterruptedException {
    assertThat(inAnotherJvm()).isEqualTo(computed(new PlainKernels()));
  }

  @Test
  void computesWithVectorsOnceTheModuleIsLoadedAndSaysNothing()
      throws IOException, InterruptedException {
    assertThat(inAnotherJvm("--add-exports=java.base/jdk.internal.module=ALL-UNNAMED"))
        .isEqualTo(computed(new VectorKernels()));
  }

  private static String computed(Kernels kernels) throws IOException {
    try (RuntimeModel model =
        RuntimeModel.open(FOLDER, RuntimeOptions.defaults().withThreads(1), kernels)) {
      String logits = Arrays.toString(model.newSession().append(IDS));
      return kernels.getClass().getSimpleName() + System.lineSeparator() + logits;
    }
  }

  private static String inAnotherJvm(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(Main.class.getName());
    command.add(FOLDER.toAbsolutePath().toString());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("JDK_JAVA_OPTIONS");
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return output.strip();
  }

  /** What the other JVM runs. */
  static final class Main {

    private Main() {}

    public static void main(String[] arguments) {
      VectorModule.load();
      try (RuntimeModel model = RuntimeModel.open(Path.of(arguments[0]))) {
        System.out.println(Kernels.best().getClass().getSimpleName());
        System.out.println(Arrays.toString(model.newSession().append(IDS)));
      }
    }
  }
}
