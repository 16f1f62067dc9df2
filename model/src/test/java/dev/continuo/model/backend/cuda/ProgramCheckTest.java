package dev.continuo.model.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.DenseTransformer;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.Matrix;
import dev.continuo.model.backend.TinyNet;
import dev.continuo.model.backend.cuda.Operation.Argument;
import dev.continuo.model.backend.cuda.Operation.Clear;
import dev.continuo.model.backend.cuda.Operation.Launch;
import dev.continuo.model.backend.cuda.Operation.Product;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.kernel.LossFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramCheckTest {

  private static final Path KEPT =
      Path.of("src/test/resources/dev/continuo/model/backend/cuda/program.txt");
  private static final Path FOUND = Path.of("target/program.txt");

  private static final Set<String> FROM_OUTSIDE =
      Set.of(
          "weights",
          "rounded weights",
          "ids",
          "order of ids",
          "targets",
          "factor",
          "cosines",
          "sines",
          "dropout's seed");

  private static List<String> with(String... more) {
    List<String> given = new ArrayList<>(FROM_OUTSIDE);
    given.addAll(List.of(more));
    return given;
  }

  @ParameterizedTest
  @CsvSource({
    "QWEN3, true, BFLOAT16, 0, false",
    "QWEN3, false, FLOAT32, 0.1, true",
    "LLAMA, false, BFLOAT16, 0, true",
    "GPT2, true, BFLOAT16, 0.1, false",
    "GPT2, false, FLOAT32, 0, true"
  })
  void plansOfNetsAreRight(
      Architecture architecture,
      boolean tied,
      ElementType activations,
      double dropout,
      boolean recompute) {
    ModelConfig config = TinyNet.config(architecture, tied);
    int batch = TinyNet.BATCH;
    LossFunction loss = LossFunction.CROSS_ENTROPY;
    try (CudaBackend backend = new CudaBackend(new CountedDevice(), activations);
        DenseTransformer net =
            new DenseTransformer(backend, config, batch, TinyNet.TIME, dropout, recompute)) {
      List<Operation> first =
          backend.operations(() -> net.forwardBackwardOperations(batch, false, loss));
      assertThat(ProgramCheck.problems(backend, first, FROM_OUTSIDE)).isEmpty();
      List<Operation> more =
          backend.operations(() -> net.forwardBackwardOperations(batch, true, loss));
      assertThat(ProgramCheck.problems(backend, more, with("gradients", "loss"))).isEmpty();
      assertThat(ProgramCheck.problems(backend, more, FROM_OUTSIDE))
          .as("gradients are not there before the first pass")
          .anySatisfy(problem -> assertThat(problem).contains("gradient of"));
      List<Operation> scored = backend.operations(() -> net.scoreOperations(batch));
      assertThat(ProgramCheck.problems(backend, scored, FROM_OUTSIDE)).isEmpty();
    }
  }

  @Test
  void theKeptPlanIsThatOfTheNet() throws IOException {
    ModelConfig config = TinyNet.config(Architecture.QWEN3, true);
    try (CudaBackend backend = new CudaBackend(new CountedDevice(), ElementType.BFLOAT16);
        DenseTransformer net = new DenseTransformer(backend, config, TinyNet.BATCH, TinyNet.TIME)) {
      String found =
          ProgramText.of(
              backend.operations(
                  () ->
                      net.forwardBackwardOperations(
                          TinyNet.BATCH, false, LossFunction.CROSS_ENTROPY)));
      Files.writeString(FOUND, found);
      assertThat(FOUND)
          .as("where the change is meant, keep " + FOUND + " as " + KEPT)
          .hasSameTextualContentAs(KEPT);
    }
  }

  @Test
  void findsWhatIsWrong() {
    try (CudaBackend backend = new CudaBackend(new CountedDevice(), ElementType.FLOAT32)) {
      Buffer x = backend.allocate("x", ElementType.FLOAT32, 64);
      Buffer y = backend.allocate("y", ElementType.FLOAT32, 64);
      Buffer bias = backend.allocate("bias", ElementType.FLOAT32, 8);
      Buffer ids = backend.allocate("ids", ElementType.INT32, 8);
      Clear clear = new Clear(x);
      assertThat(problems(backend, clear, bias(x, bias, 8))).isEmpty();
      assertThat(problems(backend, bias(x, bias, 8)))
          .singleElement()
          .asString()
          .contains("x is read");
      assertThat(problems(backend, clear, bias(x, ids, 8)))
          .singleElement()
          .asString()
          .contains("cannot be");
      assertThat(problems(backend, clear, launch("add_bias", 1, new Argument.Input(bias))))
          .singleElement()
          .asString()
          .contains("3 arguments, not 1");
      assertThat(problems(backend, launch("absent", 1)))
          .singleElement()
          .asString()
          .contains("no such");
      assertThat(problems(backend, launch("absent", 1 << 16))).hasSize(2);
      Matrix left = Matrix.of(x, 8, 8);
      assertThat(
              problems(backend, clear, new Product(left, left, null, Matrix.of(y, 8, 8), 1, 0, 1)))
          .isEmpty();
      assertThat(problems(backend, clear, new Product(left, left, left, left, 1, 1, 1))).isEmpty();
      Matrix lower = Matrix.of(x.slice("lower", 32, 32), 4, 8);
      assertThat(
              problems(
                  backend, clear, new Product(Matrix.of(x, 8, 8), left, lower, lower, 1, 1, 1)))
          .isNotEmpty();
      Buffer nobodys = new Buffer("nobody's", ElementType.FLOAT32, 64, y.address() + 256);
      assertThat(problems(backend, new Clear(nobodys)))
          .singleElement()
          .asString()
          .contains("nobody's");
    }
  }

  private static List<String> problems(CudaBackend backend, Operation... program) {
    return ProgramCheck.problems(backend, List.of(program), List.of("bias", "ids"));
  }

  private static Launch launch(String kernel, int rows, Argument... arguments) {
    return new Launch(kernel, 1, rows, 1, 256, 0, List.of(arguments));
  }

  private static Launch bias(Buffer y, Buffer bias, int channels) {
    return launch(
        "add_bias",
        1,
        new Argument.Input(bias),
        new Argument.InOut(y),
        new Argument.Int32(channels));
  }
}
