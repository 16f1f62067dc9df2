package dev.continuo.model.weights;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.config.RotaryScaling;
import dev.continuo.model.golden.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GgufTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"qwen3-grouped", "llama-grouped-untied", "gpt2"})
  void readsWhatTheGgufPackageWrote(String name) {
    assertSameModel(Golden.folder("gguf/" + name + ".gguf"), Golden.folder(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"qwen3-grouped", "llama-grouped-untied", "gpt2"})
  void writesTheTensorsThatTheGgufPackageWrites(String name) {
    Path ours = export(name, ExportType.F32);
    assertSameModel(ours, Golden.folder(name));
    try (GgufFile expected = GgufFile.open(Golden.folder("gguf/" + name + ".gguf"));
        GgufFile written = GgufFile.open(ours)) {
      assertThat(written.tensors().keySet()).containsAll(expected.tensors().keySet());
      for (Tensor tensor : expected.tensors().values()) {
        Tensor same = requireNonNull(written.tensors().get(tensor.name()));
        assertThat(same.spec()).isEqualTo(tensor.spec());
        assertThat(same.data().mismatch(tensor.data())).as(tensor.name()).isEqualTo(-1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.MATCH_ANY,
      names = {"F32", "F16", "BF16", "Q.*", "IQ.*"})
  void readsEveryTypeAsTheGgufPackageDoes(DataType type) {
    try (GgufFile file = GgufFile.open(Golden.folder("gguf/types.gguf"))) {
      assertThat(tensor(file, type.name()).type()).isEqualTo(type);
      assertThat(tensor(file, type.name()).toFloats())
          .isEqualTo(tensor(file, type.name() + ".values").toFloats());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "Q8_0", "Q4_0", "Q5_0"})
  void convertsAsTheGgufPackageDoes(DataType type) {
    try (GgufFile file = GgufFile.open(Golden.folder("gguf/types.gguf"))) {
      Tensor converted = TensorConversion.to(tensor(file, "F32"), type);
      assertThat(converted.data().mismatch(tensor(file, type.name()).data())).isEqualTo(-1);
    }
  }

  @Test
  void keepsVectorsPreciseAndLeavesOddRowsUnquantized() {
    try (GgufFile file = GgufFile.open(export("qwen3-grouped", ExportType.Q8_0))) {
      assertThat(tensor(file, "output_norm.weight").type()).isEqualTo(DataType.F32);
      assertThat(tensor(file, "token_embd.weight").type()).isEqualTo(DataType.F16);
      assertThat(file.metadata().integer("general.file_type")).isEqualTo(7);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"qwen3-grouped", "llama-grouped-untied", "gpt2", "gpt2-untied"})
  void writesFoldersLikeTransformers(String name) {
    try (ModelSource source = ModelSource.open(Golden.folder(name))) {
      HuggingFaceExport.write(source, -1, ExportType.F32, folder);
    }
    assertSameModel(folder, Golden.folder(name));
    try (WeightFiles expected = WeightFiles.open(Golden.folder(name));
        WeightFiles written = WeightFiles.open(folder)) {
      assertThat(written.names()).isEqualTo(expected.names());
    }
  }

  @Test
  void refusesEveryTruncation() throws IOException {
    byte[] whole = Files.readAllBytes(Golden.folder("gguf/types.gguf"));
    for (int length = 0; length < whole.length; length += 1 + length / 300) {
      Path file = Files.write(folder.resolve("cut.gguf"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> GgufFile.open(file))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("cut.gguf")
          .hasMessageNotContaining("\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0x41414141, found no GGUF",
    "4, 1, version 2 or 3",
    "4, 0x03000000, version 2 or 3",
    "8, 0x7fffffff, the number of tensors",
    "16, 0x7fffffff, the number of keys",
    "24, 0x7fffffff, the name of key 0",
    "52, 99, unknown type of metadata: 99"
  })
  void refusesLies(int offset, String value, String message) throws IOException {
    byte[] bytes = Files.readAllBytes(Golden.folder("gguf/types.gguf"));
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, Integer.decode(value));
    assertRefused(bytes, message);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 99, expected at most 4 dimensions",
    "4, 640, expected data from byte",
    "20, 18, found IQ3_XXS",
    "20, 77, found type 77",
    "24, 1, aligned to 32",
    "24, 0x7fffffe0, expected data from byte"
  })
  void refusesLyingTensors(int place, String value, String message) throws IOException {
    byte[] bytes = Files.readAllBytes(Golden.folder("gguf/types.gguf"));
    int end = indexOf(bytes, "F16.values") + "F16.values".length();
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(end + place, Integer.decode(value));
    assertRefused(bytes, message);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.MATCH_ANY,
      names = {"Q.*", "IQ.*"})
  void refusesPartsOfBlocksAndSharedBytes(DataType type) throws IOException {
    byte[] bytes = Files.readAllBytes(Golden.folder("gguf/types.gguf"));
    int end = indexOf(bytes, type.name()) + type.name().length();
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(end + 24, 0);
    assertRefused(bytes, "expected data from byte");
    header.putInt(end + 4, type.blockElements() + 1);
    assertRefused(bytes, type.name() + ": " + type + ": expected a multiple of ");
  }

  private void assertRefused(byte[] bytes, String message) throws IOException {
    Path file = Files.write(folder.resolve("lie.gguf"), bytes);
    assertThatThrownBy(() -> GgufFile.open(file))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("lie.gguf")
        .hasMessageContaining(message);
  }

  @Test
  void endsTextsAtTokensThatEndTurnsByTheirName() {
    List<String> tokens = new ArrayList<>();
    List<Integer> types = new ArrayList<>();
    for (int id = 0; id < 30; id++) {
      tokens.add(id == 5 || id == 6 ? "<|im_end|>" : "t" + id);
      types.add(id == 5 ? 3 : 1); // 3: a control token
    }
    Path file = folder.resolve("turns.gguf");
    try (ModelSource source = ModelSource.open(Golden.folder("qwen3-grouped"))) {
      GgufExport.write(
          source,
          "turns",
          ExportType.F32,
          writer ->
              writer
                  .texts("tokenizer.ggml.tokens", tokens)
                  .integers("tokenizer.ggml.token_type", types)
                  .integer("tokenizer.ggml.eos_token_id", -1) // llama.cpp's way to say none
                  .integer("tokenizer.ggml.eot_token_id", 7),
          file);
    }
    try (ModelSource source = ModelSource.open(file)) {
      assertThat(source.config().endOfText()).isEqualTo(-1);
      assertThat(source.endsOfText()).containsExactlyInAnyOrder(5, 7);
      HuggingFaceExport.write(source, -1, ExportType.F32, folder);
      assertThat(ConfigFile.endsOfText(folder)).containsExactlyInAnyOrder(5, 7);
    }
  }

  @Test
  void refusesRotaryPositionsAndWindowsThatItWouldComputeWrongly() {
    assertRefused("phi3", w -> w.number("phi3.rope.scaling.attn_factor", 1.19f), "longrope");
    assertRefused("olmo2", w -> w.integer("olmo2.attention.sliding_window", 8), "OLMo 3");
  }

  private void assertRefused(String family, Consumer<GgufWriter> more, String message) {
    Path file = folder.resolve("refused.gguf");
    try (ModelSource source = ModelSource.open(Golden.folder("families/" + family))) {
      GgufExport.write(source, family, ExportType.F32, more, file);
    }
    assertThatThrownBy(() -> ModelSource.open(file))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("refused.gguf")
        .hasMessageContaining(message);
  }

  @Test
  void takesAFactorWithoutATypeForLinear() {
    Path file = folder.resolve("linear.gguf");
    try (ModelSource source = ModelSource.open(Golden.folder("llama-grouped-untied"))) {
      GgufExport.write(
          source,
          "linear",
          ExportType.F32,
          writer -> writer.number("llama.rope.scale_linear", 4),
          file);
    }
    try (ModelSource source = ModelSource.open(file)) {
      assertThat(source.config().parts().positions().scaling())
          .isEqualTo(new RotaryScaling.Linear(4));
    }
  }

  private Path export(String name, ExportType type) {
    Path file = folder.resolve("out.gguf");
    try (ModelSource source = ModelSource.open(Golden.folder(name))) {
      GgufExport.write(source, name, type, writer -> endOfText(source, writer), file);
    }
    return file;
  }

  private static void endOfText(ModelSource source, GgufWriter writer) {
    if (source.config().endOfText() >= 0) {
      writer.integer("tokenizer.ggml.eos_token_id", source.config().endOfText());
    }
  }

  private static void assertSameModel(Path ours, Path theirs) {
    try (ModelSource expected = ModelSource.open(theirs);
        ModelSource found = ModelSource.open(ours)) {
      assertThat(found.config().toString().replaceAll("tiedEmbeddings=.*", ""))
          .isEqualTo(expected.config().toString().replaceAll("tiedEmbeddings=.*", ""));
      for (TensorSpec spec : WeightNames.of(expected.config())) {
        assertThat(found.weights().tensor(spec).toFloats())
            .as(spec.name())
            .isEqualTo(expected.weights().tensor(spec).toFloats());
      }
    }
  }

  private static Tensor tensor(GgufFile file, String name) {
    return requireNonNull(file.tensors().get(name));
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
  }
}
