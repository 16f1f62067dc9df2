package dev.continuo.model.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.golden.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of docs/models.md is true. */
class ModelsPageTest {

  @ParameterizedTest
  @EnumSource
  void theTableSaysWhatEachFamilyIsCalledAndWhetherItTrains(Architecture architecture)
      throws IOException {
    String[] row =
        Files.readAllLines(Path.of("..", "docs", "models.md")).stream()
            .filter(line -> line.contains("| `" + architecture.className() + "` |"))
            .findFirst()
            .orElseThrow()
            .split("\\|", -1);
    assertThat(row[3].strip()).isEqualTo("`" + architecture.ggufName() + "`");
    List<ModelConfig> configs =
        Stream.concat(Golden.names().stream(), Golden.families().stream())
            .map(name -> ConfigFile.read(Golden.folder(name).resolve(ConfigFile.NAME)))
            .filter(config -> config.architecture() == architecture)
            .toList();
    boolean trains =
        configs.stream().anyMatch(c -> ComputedParts.missing(c, c.contextLength(), true).isEmpty());
    boolean trainsOnGpu =
        configs.stream().anyMatch(c -> ComputedParts.missing(c, 1, false).isEmpty());
    String cell = row[4].strip();
    assertThat(cell).startsWith(trains ? "yes" : "no: ");
    assertThat(cell.contains("on the CPU")).isEqualTo(trains && !trainsOnGpu);
  }
}
