package dev.continuo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.continuo.cli.run.TinyRun;
import dev.continuo.model.weights.CheckpointFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LensCommandTest {

  @TempDir Path folder;

  @BeforeEach
  void writeRun() throws IOException {
    TinyRun.write(folder);
    Path place = CheckpointFolders.place(CheckpointFolders.of(folder), 1200);
    Files.createDirectories(place);
    Files.copy(folder.resolve("model.safetensors"), place.resolve("model.safetensors"));
  }

  @Test
  void showsLayersAndCheckpointsAsJson() throws IOException {
    Commands.Result run =
        Commands.run("lens", "-m", folder, "ab", "--position", "0", "--top", "2", "--json");
    assertThat(run.status()).isZero();
    JsonNode json = new JsonMapper().readTree(run.out());
    assertThat(json.path("token").textValue()).isEqualTo("a");
    assertThat(json.path("position").intValue()).isZero();
    assertThat(json.path("next").path("token").textValue()).isEqualTo("b");
    assertThat(json.path("next").path("given").booleanValue()).isTrue();
    assertThat(json.path("layers")).hasSize(3);
    assertThat(json.path("layers").path(1).path("layer").intValue()).isEqualTo(1);
    JsonNode last = json.path("layers").path(2);
    assertThat(last.path("tokens")).hasSize(2);
    assertThat(last.path("tokens").path(0).path("token").textValue()).isNotEmpty();
    assertThat(last.path("tokens").path(0).path("probability").doubleValue())
        .isGreaterThan(last.path("tokens").path(1).path("probability").doubleValue());
    assertThat(json.path("checkpoints")).hasSize(1);
    JsonNode checkpoint = json.path("checkpoints").path(0);
    assertThat(checkpoint.path("step").intValue()).isEqualTo(1200);
    assertThat(checkpoint.path("tokens")).isEqualTo(last.path("tokens"));
    assertThat(checkpoint.path("next_probability")).isEqualTo(last.path("next_probability"));
  }

  @Test
  void showsTables() {
    Commands.Result run = Commands.run("lens", "-m", folder, "ab", "--position", "0");
    assertThat(run.status()).isZero();
    assertThat(run.out().lines().map(String::strip).toList())
        .hasSize(9)
        .anyMatch(line -> line.startsWith("After token 0, \"a\", the text goes on with \"b\", to"))
        .anyMatch(line -> line.startsWith("layer") && line.endsWith("likeliest, in %"))
        .anyMatch(line -> line.startsWith("embedding "))
        .anyMatch(line -> line.startsWith("model "))
        .anyMatch(line -> line.startsWith("1,200 "));
  }

  @Test
  void namesWhatIsOutOfRange() {
    Commands.Result option = Commands.run("lens", "-m", folder, "ab", "--top", "0");
    assertThat(option.status()).isEqualTo(2);
    assertThat(option.errors()).contains("--top must be from 1 to 1000: 0");
    Commands.Result position = Commands.run("lens", "-m", folder, "ab", "--position", "2");
    assertThat(position.status()).isEqualTo(1);
    assertThat(position.errors()).contains("position: expected from 0 to 1");
  }
}
