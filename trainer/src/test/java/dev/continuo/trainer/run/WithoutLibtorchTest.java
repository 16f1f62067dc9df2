package dev.continuo.trainer.run;

import static dev.continuo.trainer.config.TrainingSettings.BATCH;
import static dev.continuo.trainer.config.TrainingSettings.CONTEXT;
import static dev.continuo.trainer.config.TrainingSettings.DEPTH;
import static dev.continuo.trainer.config.TrainingSettings.DEVICE;
import static dev.continuo.trainer.config.TrainingSettings.EVALUATIONS;
import static dev.continuo.trainer.config.TrainingSettings.PRECISION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.runtime.DevicePreference;
import dev.continuo.model.text.TextModel;
import dev.continuo.trainer.checkpoint.RunFile;
import dev.continuo.trainer.config.PrecisionChoice;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run where there is no libtorch for the platform: by the Vector API alone. */
class WithoutLibtorchTest {

  @TempDir Path folder;

  /** A short run into a folder. */
  static final class Run {
    private Run() {}

    public static void main(String[] arguments) {
      train(Path.of(arguments[0]));
    }

    static void train(Path folder) {
      List<String> documents =
          IntStream.range(0, 60)
              .mapToObj(i -> "The " + i + "th cat sat on mat " + 7 * i + ", a dog ran after it.")
              .toList();
      Training.onDocuments(documents)
          .set(TextSettings.TOKENIZER, "byte")
          .into(folder)
          .set(DEPTH, 1)
          .set(CONTEXT, 32)
          .set(BATCH, 4)
          .set(EVALUATIONS, 2)
          .set(DEVICE, DevicePreference.CPU)
          .set(PRECISION, PrecisionChoice.FLOAT32)
          .steps(12)
          .start();
    }
  }

  @Test
  void trainsToTheSameLoss() throws IOException, InterruptedException {
    Path classes = folder.resolve("classes.txt");
    Path run = folder.resolve("run");
    String withoutLibtorch =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("pytorch-"))
            .collect(Collectors.joining(File.pathSeparator));
    Path log = folder.resolve("log.txt");
    int status =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--add-modules=jdk.incubator.vector",
                "-Xlog:class+load:file=" + classes,
                "-cp",
                withoutLibtorch,
                Run.class.getName(),
                run.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    assertThat(status).as(Files.readString(log)).isZero();
    List<String> loaded = Files.readAllLines(classes);
    assertThat(loaded).anyMatch(line -> line.contains("CpuBackend"));
    assertThat(loaded)
        .filteredOn(line -> line.contains("ai.djl.pytorch.") || line.contains("jcuda."))
        .isEmpty();

    Path judge = folder.resolve("judge");
    Run.train(judge);
    assertThat(loss(run)).isCloseTo(loss(judge), Offset.offset(1e-3));
    try (TextModel model = TextModel.open(run)) {
      assertThat(model.generate("The ", GenerationOptions.sampled(20, 1)).text()).isNotEmpty();
    }
  }

  private static double loss(Path run) {
    RunFile file = RunFile.read(run.resolve("continuo/run.json"));
    return Objects.requireNonNull(file.outcome()).valLoss();
  }
}
