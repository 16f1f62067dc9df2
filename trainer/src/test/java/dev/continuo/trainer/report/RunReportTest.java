package dev.continuo.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.progress.MetricsFile;
import dev.continuo.trainer.progress.SampleFile;
import dev.continuo.trainer.progress.SampleFile.Sample;
import dev.continuo.trainer.progress.TrainingListener.Evaluation;
import dev.continuo.trainer.progress.TrainingListener.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunReportTest {

  private static final Pattern DATA =
      Pattern.compile(
          "<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);
  private static final String EVIL = "</script><script>alert(1)</script><!-- ";

  @TempDir private Path folder;
  private RunPaths run;

  @BeforeEach
  void writeRun() throws IOException {
    run = new RunPaths(folder.resolve("novel"));
    Files.createDirectories(run.corpus());
    Files.writeString(run.root().resolve("config.json"), "{\"num_hidden_layers\": 4}");
    Files.writeString(run.runFile(), "{\"parameters\": 123, \"outcome\": null}");
    Files.writeString(run.corpus().resolve("corpus.json"), "{\"documents_in\": 7}");
    try (MetricsFile metrics = new MetricsFile(run.metrics(), 0)) {
      for (int step = 1; step <= 10; step++) {
        metrics.step(
            new Step(step, step / 10.0, step * 64L, step, 6 - step / 3.0, 0.1, 2, 1e4 / 3));
        if (step % 2 == 0) {
          metrics.evaluation(new Evaluation(step, step * 64L, step, 6 - step / 4.0, 2, true));
        }
      }
    }
    new SampleFile(run.samples(), 0).add(new Sample(10, "春眠", EVIL));
  }

  private static JsonNode data(String page) throws IOException {
    Matcher matcher = DATA.matcher(page);
    assertThat(matcher.find()).isTrue();
    return new JsonMapper().readTree(matcher.group(1));
  }

  @Test
  void holdsEverythingThatTheRunFolderTells() throws IOException {
    new RunReport(run).write(true);
    JsonNode data = data(Files.readString(run.report()));
    assertThat(data.get("title").asText()).isEqualTo("novel");
    assertThat(data.get("state").asText()).isEqualTo("running");
    assertThat(data.at("/points/step")).hasSize(10);
    assertThat(data.at("/points/val/0").isNull()).isTrue();
    assertThat(data.at("/points/val/9").asDouble()).isEqualTo(3.5);
    assertThat(data.at("/points/speed/0").asDouble()).isEqualTo(3333.33);
    assertThat(data.at("/run/parameters").asInt()).isEqualTo(123);
    assertThat(data.at("/corpus/documents_in").asInt()).isEqualTo(7);
    assertThat(data.at("/samples/0/continuation").asText()).isEqualTo(EVIL);
    assertThat(data.at("/verdict/kind").asText()).isEqualTo("STILL_FALLING");
  }

  @Test
  void needsNothingElseAndRunsNoTextOfTheModel() throws IOException {
    String page = new RunReport(run).html(false, false);
    assertThat(page).doesNotContain(EVIL, "/*{", "src=", "href=", "@import", "url(");
    assertThat(page.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http:", "https:");
    assertThat(page).contains("default-src 'none'");
  }

  @Test
  void showsARunThatHasNotBegun() throws IOException {
    RunPaths empty = new RunPaths(folder.resolve("empty"));
    assertThat(data(new RunReport(empty).html(false, false)).at("/verdict/kind").asText())
        .isEqualTo("UNKNOWN");
  }
}
