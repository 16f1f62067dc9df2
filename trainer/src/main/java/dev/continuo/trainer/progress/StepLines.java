package dev.continuo.trainer.progress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.tokenizer.files.AtomicFile;
import dev.continuo.trainer.config.TrainingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A file of JSON lines that grows with a run, each line with the step that it belongs to. */
final class StepLines {

  private static final String STEP = "step";
  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;

  /**
   * Starts or continues a file; torn lines and those of later steps, which the run has left, go.
   */
  StepLines(Path file, long step) {
    this.file = file;
    write(
        file,
        read(file, number -> {}).stream()
            .filter(line -> line.path(STEP).asLong() <= step)
            .toList());
  }

  /** Writes a whole file. */
  static void write(Path file, List<? extends JsonNode> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    AtomicFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** A new line of a step, to be filled and then appended. */
  static ObjectNode of(long step) {
    return JSON.createObjectNode().put(STEP, step);
  }

  void append(ObjectNode line) {
    try {
      Files.writeString(
          file,
          JSON.writeValueAsString(line) + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /**
   * The whole lines that have a step, in order; none where there is no such file. The last line of
   * a run that was killed while it wrote may be torn.
   *
   * @param damaged called with each other line that is not whole
   */
  static List<JsonNode> read(Path file, IntConsumer damaged) {
    List<JsonNode> whole = new ArrayList<>();
    try {
      if (Files.exists(file)) {
        List<String> lines =
            new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
          JsonNode line = parse(lines.get(i));
          if (line != null) {
            whole.add(line);
          } else if (i < lines.size() - 1) {
            damaged.accept(i + 1);
          }
        }
      }
    } catch (IOException e) {
      throw failed(file, e);
    }
    return whole;
  }

  private static @Nullable JsonNode parse(String text) {
    try {
      JsonNode line = JSON.readTree(text);
      return line.path(STEP).isIntegralNumber() ? line : null;
    } catch (JsonProcessingException torn) {
      return null;
    }
  }

  private static TrainingException failed(Path file, IOException e) {
    return new TrainingException(file + ": cannot be read or written (" + e + ")", e);
  }
}
