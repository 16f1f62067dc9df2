package dev.continuo.trainer.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.model.config.ConfigFile;
import dev.continuo.tokenizer.files.AtomicFile;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.progress.RunHistory;
import dev.continuo.trainer.progress.RunHistory.Point;
import dev.continuo.trainer.progress.SampleFile;
import dev.continuo.trainer.progress.SampleFile.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code report.html}: a run on one page that needs nothing else, made from the files of its run
 * folder alone. What the page shows is JSON inside it; its own script draws the charts.
 */
public final class RunReport {

  private static final String CORPUS_REPORT = "corpus.json";
  private static final JsonMapper JSON = new JsonMapper();

  private final RunPaths run;

  /** The report of a run. */
  public RunReport(RunPaths run) {
    this.run = run;
  }

  /** Writes the page of a run into its folder, or leaves the one that is there. */
  public void write(boolean running) {
    AtomicFile.write(run.report(), html(running, false).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The page.
   *
   * @param running whether the run goes on
   * @param live whether the page asks {@code data.json} beside it for news
   */
  public String html(boolean running, boolean live) {
    ObjectNode data = data(running).put("live", live);
    return resource("report.html")
        .replace("/*{style}*/", resource("report.css"))
        .replace("/*{script}*/", resource("figures.js") + resource("report.js"))
        .replace("/*{data}*/", text(data).replace("<", "\\u003c"));
  }

  /** What the page shows. */
  public String json(boolean running) {
    return text(data(running));
  }

  private ObjectNode data(boolean running) {
    RunHistory history = RunHistory.read(run.metrics());
    JsonNode runFile = read(run.runFile());
    JsonNode config = read(run.root().resolve(ConfigFile.NAME));
    boolean finished = runFile.hasNonNull("outcome");
    ObjectNode data = JSON.createObjectNode();
    data.put("title", run.root().toAbsolutePath().normalize().getFileName().toString());
    data.put("state", finished ? "finished" : running ? "running" : "not finished");
    data.put("updated", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    Recall recall = Recall.read(run);
    Verdict verdict = Verdict.of(history, config.path("num_hidden_layers").asInt()).with(recall);
    data.putObject("verdict").put("kind", verdict.kind().name()).put("text", verdict.text());
    data.set("run", runFile);
    data.set("config", config);
    data.set("corpus", corpus(runFile));
    points(history, data.putObject("points"));
    ArrayNode events = data.putArray("events");
    history
        .events()
        .forEach(e -> events.addObject().put("step", e.step()).put("message", e.message()));
    ArrayNode samples = data.putArray("samples");
    SampleFile.read(run.samples())
        .forEach(
            sample ->
                samples
                    .addObject()
                    .put("step", sample.step())
                    .put("prompt", sample.prompt())
                    .put("continuation", sample.continuation()));
    write(recall, data.putObject("recall"));
    return data;
  }

  private static void write(Recall recall, ObjectNode json) {
    if (recall.heldOut() != null) {
      recall.heldOut().write(json.putObject("held_out"));
    }
    ArrayNode samples = json.putArray("samples");
    for (Sample sample : recall.samples()) {
      if (sample.verbatim() != null) {
        sample.verbatim().write(samples.addObject().put("step", sample.step()));
      }
    }
  }

  private static void points(RunHistory history, ObjectNode columns) {
    column(history, columns, "step", point -> (double) point.step());
    column(history, columns, "tokens", point -> (double) point.tokens());
    column(history, columns, "seconds", Point::seconds);
    column(history, columns, "train", Point::trainLoss);
    column(history, columns, "val", Point::valLoss);
    column(history, columns, "bits", Point::valBitsPerByte);
    column(history, columns, "rate", Point::learningRate);
    column(history, columns, "norm", Point::gradientNorm);
    column(history, columns, "speed", Point::tokensPerSecond);
  }

  private static void column(
      RunHistory history, ObjectNode columns, String name, Function<Point, @Nullable Double> of) {
    ArrayNode column = columns.putArray(name);
    for (Point point : history.points()) {
      Double value = of.apply(point);
      if (value == null || !Double.isFinite(value)) {
        column.addNull();
      } else if (value == Math.rint(value)) {
        column.add(value.longValue());
      } else {
        column.add(Double.parseDouble(String.format(Locale.ROOT, "%.6g", value)));
      }
    }
  }

  private JsonNode corpus(JsonNode runFile) {
    String folder = runFile.path("corpus").path("folder").asText(null);
    return read((folder == null ? run.corpus() : Path.of(folder)).resolve(CORPUS_REPORT));
  }

  /** A file's JSON; null where it is not there. */
  private static JsonNode read(Path file) {
    try {
      return Files.exists(file) ? JSON.readTree(Files.readAllBytes(file)) : JSON.nullNode();
    } catch (IOException e) {
      throw new TrainingException(file + ": cannot be read (" + e + ")", e);
    }
  }

  private static String text(JsonNode data) {
    try {
      return JSON.writeValueAsString(data);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree that cannot be written as JSON", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = Objects.requireNonNull(RunReport.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
