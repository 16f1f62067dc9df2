package dev.continuo.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.DenseTransformer;
import dev.continuo.model.backend.PlainBackend;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.config.ModelParts;
import dev.continuo.model.weights.ModelSource;
import dev.continuo.model.weights.NamedArrays;
import dev.continuo.model.weights.Pieces;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.model.weights.WeightSource;
import dev.continuo.trainer.step.Initialization;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** State goes to files and back in pieces, however small: no memory holds an array as a whole. */
class PiecesTest {

  private static final Pieces SMALL = new Pieces(7);

  @TempDir Path folder;

  private static ModelConfig config(Architecture architecture) {
    boolean rotary = ModelParts.of(architecture).rotary();
    return new ModelConfig(
        architecture, 23, 12, 2, 2, rotary ? 1 : 2, 6, 20, 9, 1e-5, rotary ? 100 : 0, false, -1);
  }

  /** Arrays of which nobody asks for more than a piece at once. */
  private record InPieces(NamedArrays arrays) implements NamedArrays {
    @Override
    public List<TensorSpec> specs() {
      return arrays.specs();
    }

    @Override
    public void read(String name, long first, MemorySegment to) {
      check(to);
      arrays.read(name, first, to);
    }

    @Override
    public void write(String name, long first, MemorySegment from) {
      check(from);
      arrays.write(name, first, from);
    }

    private static void check(MemorySegment piece) {
      assertThat(piece.byteSize()).isBetween(1L, 4L * SMALL.elements());
      assertThat(piece.isNative()).isTrue();
    }

    @Override
    public float[] values(String name) {
      throw new AssertionError("a whole array: " + name);
    }

    @Override
    public void fill(String name, float[] values) {
      throw new AssertionError("a whole array: " + name);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"QWEN3", "LLAMA", "GPT2", "QWEN2"})
  void filesAreThoseOfWholeArrays(Architecture architecture) throws IOException {
    ModelConfig config = config(architecture);
    try (Backend backend = new PlainBackend();
        DenseTransformer net = new DenseTransformer(backend, config, 1, 2);
        DenseTransformer other = new DenseTransformer(backend, config, 1, 2)) {
      NamedArrays arrays = net.parameters().arrays();
      Initialization.apply(arrays, 1);
      Path whole = Files.createDirectory(folder.resolve("whole"));
      Path inPieces = Files.createDirectory(folder.resolve("in pieces"));
      new NetWeights(config, arrays).write(whole.resolve("model.safetensors"));
      NetWeights small = new NetWeights(config, new InPieces(arrays));
      small.write(inPieces.resolve("model.safetensors"), SMALL);
      assertSame(whole.resolve("model.safetensors"), inPieces.resolve("model.safetensors"));

      NamedArrays copy = other.parameters().arrays();
      try (WeightSource source = ModelSource.weights(inPieces, config)) {
        new NetWeights(config, new InPieces(copy)).read(source, SMALL);
      }
      assertSame(copy, arrays);

      Path file = folder.resolve("state.safetensors");
      ArrayFile.write(file, new InPieces(arrays), SMALL);
      ArrayFile.write(folder.resolve("whole.safetensors"), arrays);
      assertSame(file, folder.resolve("whole.safetensors"));
      Initialization.apply(copy, 2);
      ArrayFile.read(file, new InPieces(copy), SMALL);
      assertSame(copy, arrays);
    }
  }

  private static void assertSame(Path found, Path right) throws IOException {
    assertThat(Files.readAllBytes(found)).isEqualTo(Files.readAllBytes(right));
  }

  private static void assertSame(NamedArrays found, NamedArrays right) {
    for (TensorSpec spec : right.specs()) {
      assertThat(found.values(spec.name())).isEqualTo(right.values(spec.name()));
    }
  }
}
