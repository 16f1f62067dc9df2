package dev.continuo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.continuo.cli.run.TinyRun;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.text.ModelTokenizers;
import dev.continuo.model.text.TextModel;
import dev.continuo.model.weights.GgufFile;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.train.CharacterTrainer;
import dev.continuo.tokenizer.train.TrainingProgress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ExportCommandTest {

  private static final Path FOREIGN = Path.of("src", "test", "resources", "gguf");

  @TempDir Path folder;
  private final StringWriter errors = new StringWriter();

  @Test
  void runsAGgufFileMadeElsewhereWithItsOwnTokenizer() throws IOException {
    JsonNode expected = new JsonMapper().readTree(FOREIGN.resolve("expected.json").toFile());
    try (TextModel model = TextModel.open(FOREIGN.resolve("llama.gguf"))) {
      int[] ids = model.tokenizer().encode(expected.path("prompt").textValue());
      assertThat(ids).containsExactly(integers(expected.path("ids")));
      assertThat(model.generator().generate(ids, GenerationOptions.greedy(20)).ids())
          .containsExactlyElementsOf(
              IntStream.of(integers(expected.path("greedy"))).boxed().toList());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gguf, f32",
    "gguf, f16",
    "gguf, q8_0",
    "gguf, q6_k",
    "gguf, q4_k_m",
    "gguf, q4_0",
    "hf, f32",
    "hf, f16"
  })
  void exportsWhatItOpensAgain(String format, String type) {
    Path run = TinyRun.write(folder);
    Path out = folder.resolve("exported." + format);
    assertThat(run("-m", run, "--format", format, "--type", type, "-o", out)).isZero();
    try (TextModel before = TextModel.open(run);
        TextModel after = TextModel.open(out)) {
      int[] ids = before.tokenizer().encode("Ünder the 12 sails\n");
      assertThat(after.tokenizer().encode("Ünder the 12 sails\n")).isEqualTo(ids);
      List<Integer> text = before.generator().generate(ids, GenerationOptions.greedy(9)).ids();
      List<Integer> same = after.generator().generate(ids, GenerationOptions.greedy(9)).ids();
      if (type.equals("f32")) {
        assertThat(same).isEqualTo(text);
      }
      assertThat(after.tokenizer().decode(ids)).isEqualTo("Ünder the 12 sails\n");
    }
  }

  @Test
  void takesAFileThroughBothFormatsAndBack() {
    Path hf = folder.resolve("hf");
    Path gguf = folder.resolve("again.gguf");
    assertThat(run("-m", FOREIGN.resolve("llama.gguf"), "--format", "hf", "-o", hf)).isZero();
    assertThat(run("-m", hf, "--format", "gguf", "-o", gguf)).isZero();
    try (TextModel first = TextModel.open(FOREIGN.resolve("llama.gguf"));
        TextModel last = TextModel.open(gguf)) {
      String text = "it's late: 1234 cats, café 狐";
      int[] ids = first.tokenizer().encode(text);
      assertThat(last.tokenizer().encode(text)).isEqualTo(ids);
      assertThat(last.generator().generate(ids, GenerationOptions.greedy(30)).ids())
          .isEqualTo(first.generator().generate(ids, GenerationOptions.greedy(30)).ids());
    }
  }

  @Test
  void keepsACharacterVocabulary() throws IOException {
    Path run = TinyRun.write(folder);
    CharacterTrainer.train(List.of("aébc狐 🦊\n").iterator(), TrainingProgress.NONE)
        .write(run.resolve("tokenizer.json"));
    Path out = folder.resolve("characters.gguf");
    assertThat(run("-m", run, "--format", "gguf", "-o", out)).isZero();
    assertThat(errors.toString()).contains("llama.cpp has no token for a character");
    try (Tokenizer before = ModelTokenizers.open(run);
        Tokenizer after = ModelTokenizers.open(out)) {
      assertThat(after.encode("狐é🦊?\n")).isEqualTo(before.encode("狐é🦊?\n"));
    }
  }

  /** Who made a model stays with it, also through another file. */
  @Test
  void saysWhoMadeTheModel() {
    Path run = TinyRun.write(folder);
    Path first = folder.resolve("first.gguf");
    Path second = folder.resolve("second.gguf");
    assertThat(
            run(
                "-m",
                run,
                "--format",
                "gguf",
                "--author",
                "A. N. Other",
                "--license",
                "mit",
                "-o",
                first))
        .isZero();
    assertThat(run("-m", first, "--format", "gguf", "--license", "cc0-1.0", "-o", second)).isZero();
    try (GgufFile file = GgufFile.open(second)) {
      assertThat(file.metadata().text("general.author")).hasValue("A. N. Other");
      assertThat(file.metadata().text("general.license")).hasValue("cc0-1.0");
    }
    assertThat(run("-m", run, "--format", "hf", "--author", "A", "-o", "x")).isEqualTo(2);
    assertThat(errors.toString()).contains("--author: expected with --format gguf alone");
  }

  @Test
  void refusesWhatCannotBe() throws IOException {
    Path run = TinyRun.write(folder);
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(run("-m", run, "--format", "hf", "--type", "q8_0", "-o", "x")).isEqualTo(2);
    assertThat(run("-m", run, "--format", "onnx", "-o", "x")).isEqualTo(2);
    assertThat(run("-m", run, "--format", "gguf", "-o", run)).isEqualTo(1);
    assertThat(run("-m", run, "--format", "hf", "-o", run)).isEqualTo(1);
    assertThat(run("-m", run, "--format", "hf", "-o", file)).isEqualTo(1);
    assertThat(run("-m", file, "--format", "hf", "-o", "x")).isEqualTo(1);
    assertThat(errors.toString())
        .contains("--type: expected f32 or f16")
        .contains("expected the name of a file")
        .contains("expected a folder other than")
        .contains("file: the magic number: expected 4 bytes");
  }

  private int run(Object... arguments) {
    List<String> all = new ArrayList<>(List.of("export"));
    for (Object argument : arguments) {
      all.add(argument.toString());
    }
    CommandLine line = ContinuoCommand.line();
    line.setOut(new PrintWriter(new StringWriter(), true));
    line.setErr(new PrintWriter(errors, true));
    return line.execute(all.toArray(String[]::new));
  }

  private static int[] integers(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.path(i).intValue()).toArray();
  }
}
