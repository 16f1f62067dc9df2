package dev.continuo.model.weights;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.golden.Golden;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WeightFilesTest {

  @TempDir Path folder;

  /** The checkpoints but GPT-2's, whose files have names of their own. */
  static List<String> checkpoints() {
    return Golden.names().stream().filter(name -> !name.startsWith("gpt2")).toList();
  }

  @ParameterizedTest
  @MethodSource("checkpoints")
  void namesAndShapesAreThoseOfTransformers(String name) {
    ModelConfig config = ConfigFile.read(Golden.folder(name).resolve("config.json"));
    try (WeightFiles weights = WeightFiles.open(Golden.folder(name))) {
      List<TensorSpec> specs = WeightNames.of(config);
      assertThat(weights.names())
          .isEqualTo(specs.stream().map(TensorSpec::name).collect(Collectors.toSet()));
      long count = 0;
      for (TensorSpec spec : specs) {
        count += weights.tensor(spec).spec().elementCount();
      }
      assertThat(count).isEqualTo(config.parameterCount());
    }
  }

  @Test
  void writesWhatItReads() throws IOException {
    Path theirs = Golden.folder("qwen3").resolve(WeightFiles.NAME);
    Path first = folder.resolve("first.safetensors");
    Path second = folder.resolve("second.safetensors");
    copy(theirs, first);
    copy(first, second);
    assertThat(second).hasSameBinaryContentAs(first);
    try (SafetensorsFile expected = SafetensorsFile.open(theirs);
        SafetensorsFile written = SafetensorsFile.open(first)) {
      assertThat(written.metadata()).isEqualTo(expected.metadata());
      assertThat(written.tensors().keySet()).isEqualTo(expected.tensors().keySet());
      for (Tensor tensor : expected.tensors().values()) {
        Tensor same = requireNonNull(written.tensors().get(tensor.name()));
        assertThat(same.spec()).isEqualTo(tensor.spec());
        assertThat(same.data().mismatch(tensor.data())).isEqualTo(-1);
      }
    }
  }

  @Test
  void theDataOfAWrittenFileIsAligned() {
    for (int length = 1; length < 10; length++) {
      Path file = folder.resolve("aligned.safetensors");
      TensorSpec spec = new TensorSpec("n".repeat(length), 1);
      SafetensorsWriter.write(
          file,
          SafetensorsWriter.TRANSFORMERS_METADATA,
          List.of(spec),
          any -> MemorySegment.ofArray(new float[] {1}));
      assertThat(file.toFile().length() % 8).isEqualTo(4);
    }
  }

  @Test
  void aFailedWriteLeavesTheOldFile() throws IOException {
    Path file = Files.writeString(folder.resolve("old.safetensors"), "old");
    assertThatThrownBy(
            () ->
                SafetensorsWriter.write(
                    file,
                    SafetensorsWriter.TRANSFORMERS_METADATA,
                    List.of(new TensorSpec("a", 2)),
                    any -> MemorySegment.ofArray(new float[] {1})))
        .isInstanceOf(ModelException.class);
    assertThat(file).hasContent("old");
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void refusesAnIndexThatLies() throws IOException {
    Path golden = Golden.folder("sharded");
    String index = Files.readString(golden.resolve(WeightFiles.INDEX_NAME));
    String shard = "model-00001-of-00003.safetensors";
    Files.copy(golden.resolve(shard), folder.resolve(shard));
    refusedIndex(index, "there is no such file");
    refusedIndex(index.replace("model-0", "../model-0"), "in this folder");
    refusedIndex(index.replaceAll("model-0000\\d", "model-00001"), "holds this tensor");
    refusedIndex("{}", "weight_map: expected");
    refusedIndex("{\"weight_map\": {\"a\": 1}}", "a: expected a string");
  }

  @Test
  void refusesAFolderWithoutWeights() {
    assertThatThrownBy(() -> WeightFiles.open(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(WeightFiles.NAME);
  }

  @Test
  void saysHowToConvertWhatPickleWrote() throws IOException {
    Files.createFile(folder.resolve("pytorch_model.bin"));
    assertThatThrownBy(() -> WeightFiles.open(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("pytorch_model.bin: expected model.safetensors beside it")
        .hasMessageContaining("save_pretrained('" + folder + "')");
  }

  @Test
  void refusesAnotherShape() {
    try (WeightFiles weights = WeightFiles.open(Golden.folder("qwen3"))) {
      assertThatThrownBy(() -> weights.tensor(new TensorSpec(WeightNames.FINAL_NORM, 17)))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("expected F32, F16 or BF16 [17]");
      assertThatThrownBy(() -> weights.tensor(new TensorSpec("none", 17)))
          .isInstanceOf(ModelException.class);
    }
  }

  private void refusedIndex(String index, String message) throws IOException {
    Files.writeString(folder.resolve(WeightFiles.INDEX_NAME), index);
    assertThatThrownBy(() -> WeightFiles.open(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(message);
  }

  private static void copy(Path from, Path to) {
    try (SafetensorsFile file = SafetensorsFile.open(from)) {
      SafetensorsWriter.write(
          to,
          file.metadata(),
          file.tensors().values().stream().map(Tensor::spec).toList(),
          spec -> requireNonNull(file.tensors().get(spec.name())).data());
    }
  }
}
