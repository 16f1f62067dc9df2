package dev.continuo.cli.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.continuo.cli.run.TinyRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalCommandTest {

  private static final String SENTENCE = "The cat sat on the mat, and the dog ran after it. ";

  @TempDir Path folder;

  @Test
  void theRuntimeScoresWhatTheTrainingGraphScores() throws IOException {
    Path run = TinyRun.write(folder);
    Path text = Files.writeString(folder.resolve("text.txt"), SENTENCE.repeat(20));
    JsonNode graph = scores(run, text);
    JsonNode float32 = scores(run, text, "--weights", "float32");
    assertThat(float32.path("tokens")).isEqualTo(graph.path("tokens"));
    assertThat(float32.path("bytes")).isEqualTo(graph.path("bytes"));
    assertThat(float32.path("ending_accuracy")).isEqualTo(graph.path("ending_accuracy"));
    for (String field : List.of("loss", "bits_per_byte")) {
      double expected = graph.path(field).doubleValue();
      assertThat(float32.path(field).doubleValue()).isCloseTo(expected, within(1e-5));
      double rounded = scores(run, text, "--weights", "int8").path(field).doubleValue();
      assertThat(rounded).isNotEqualTo(expected).isCloseTo(expected, within(0.02 * expected));
    }
  }

  @Test
  void readsTheEncodingThatItIsTold() throws IOException {
    Path run = TinyRun.write(folder);
    String text = "naïve café, déjà vu. ".repeat(20);
    Path utf8 = Files.writeString(folder.resolve("utf8.txt"), text);
    Path latin = Files.writeString(folder.resolve("latin.txt"), text, ISO_8859_1);
    assertThat(scores(run, latin, "--encoding", "ISO-8859-1")).isEqualTo(scores(run, utf8));
  }

  private static JsonNode scores(Path run, Path text, String... options) throws IOException {
    List<Object> all = new ArrayList<>(List.of("eval", "-m", run, text, "--json", "-q"));
    all.addAll(List.of(options));
    Commands.Result result = Commands.run(all.toArray());
    assertThat(result.errors()).isEmpty();
    assertThat(result.status()).isZero();
    return new JsonMapper().readTree(result.out());
  }
}
