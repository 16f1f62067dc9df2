package dev.continuo.trainer.progress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.model.config.WholeFile;
import dev.continuo.trainer.config.TrainingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * {@code metrics.jsonl}: one line for each logged step, the same keys in each, null where unknown;
 * and one line of {@code step} and {@code event} for each thing out of the ordinary.
 */
public final class MetricsFile implements TrainingListener, AutoCloseable {

  /** Its name in a run's own folder. */
  public static final String NAME = "metrics.jsonl";

  private static final double PROGRESS_BETWEEN_LINES = 0.002;
  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;
  private double nextProgress;
  private @Nullable Step pendingStep;
  private @Nullable Evaluation pendingEvaluation;

  /**
   * Starts or continues a file; lines of steps after the given one, from a run that was cut off,
   * go.
   */
  public MetricsFile(Path file, long step) {
    this.file = file;
    try {
      StringBuilder kept = new StringBuilder();
      if (Files.exists(file)) {
        new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> stepOf(line) <= step)
            .forEach(line -> kept.append(line).append('\n'));
      }
      WholeFile.write(file, kept.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void step(Step step) {
    writePending();
    pendingStep = step;
  }

  @Override
  public void evaluation(Evaluation evaluation) {
    pendingEvaluation = evaluation;
  }

  @Override
  public void event(long step, String message) {
    writePending();
    ObjectNode line = JSON.createObjectNode();
    line.put("step", step);
    line.put("event", message);
    append(line);
  }

  @Override
  public void close() {
    writePending();
  }

  private void writePending() {
    Step step = pendingStep;
    if (step != null && (step.progress() >= nextProgress || pendingEvaluation != null)) {
      nextProgress = step.progress() + PROGRESS_BETWEEN_LINES;
      append(step, pendingEvaluation);
    }
    pendingStep = null;
    pendingEvaluation = null;
  }

  private void append(Step step, @Nullable Evaluation evaluation) {
    ObjectNode line = JSON.createObjectNode();
    line.put("step", step.step());
    line.put("tokens", step.tokens());
    line.put("seconds", step.seconds());
    line.put("train_loss", step.trainLoss());
    line.put("val_loss", evaluation == null ? null : evaluation.loss());
    line.put("val_bits_per_byte", evaluation == null ? null : evaluation.bitsPerByte());
    line.put("learning_rate", step.learningRate());
    line.put("grad_norm", step.gradientNorm());
    line.put("tokens_per_second", step.tokensPerSecond());
    append(line);
  }

  private void append(ObjectNode line) {
    try {
      Files.writeString(
          file,
          JSON.writeValueAsString(line) + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static long stepOf(String line) {
    try {
      JsonNode step = JSON.readTree(line).get("step");
      return step == null ? Long.MAX_VALUE : step.asLong();
    } catch (JsonProcessingException torn) {
      return Long.MAX_VALUE;
    }
  }

  private TrainingException failed(IOException e) {
    return new TrainingException(file + ": cannot be read or written (" + e + ")", e);
  }
}
