package dev.continuo.model.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.model.golden.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A JVM that was started without the incubator module computes with plain loops. */
class WithoutVectorApiTest {

  private static final int[] IDS = {1, 2, 3, 4, 5};

  @Test
  void computesWithPlainLoops() throws IOException, InterruptedException {
    Path folder = Golden.folder("qwen3-grouped");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Main.class.getName(),
            folder.toAbsolutePath().toString());
    builder.environment().remove("JDK_JAVA_OPTIONS");
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    try (RuntimeModel model =
        RuntimeModel.open(folder, RuntimeOptions.defaults().withThreads(1), new PlainKernels())) {
      String expected = Arrays.toString(model.newSession().append(IDS));
      assertThat(output).isEqualToIgnoringNewLines("PlainKernels" + expected);
    }
  }

  /** What the other JVM runs. */
  static final class Main {

    private Main() {}

    public static void main(String[] arguments) {
      try (RuntimeModel model = RuntimeModel.open(Path.of(arguments[0]))) {
        System.out.println(Kernels.best().getClass().getSimpleName());
        System.out.println(Arrays.toString(model.newSession().append(IDS)));
      }
    }
  }
}
