package dev.continuo.trainer.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.trainer.progress.RunHistory.Event;
import dev.continuo.trainer.progress.RunHistory.Point;
import dev.continuo.trainer.progress.SampleFile.Sample;
import dev.continuo.trainer.progress.TrainingListener.Evaluation;
import dev.continuo.trainer.progress.TrainingListener.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunHistoryTest {

  @TempDir private Path folder;

  private static Step step(long step) {
    return new Step(step, step / 10.0, step * 64, step * 2.0, 5.0 - step, 0.01, 1, 32);
  }

  private static Evaluation evaluation(long step, double loss) {
    return new Evaluation(step, step * 64, step * 2.0, loss, loss / 2, true);
  }

  @Test
  void readsWhatWasWrittenWithoutWhatWasGoneBackBefore() throws IOException {
    Path file = folder.resolve(MetricsFile.NAME);
    assertThat(RunHistory.read(file).points()).isEmpty();
    try (MetricsFile metrics = new MetricsFile(file, 0)) {
      metrics.step(step(1));
      metrics.step(step(2));
      metrics.evaluation(evaluation(2, 4));
      metrics.step(step(3));
      metrics.event(3, "exploded");
      metrics.event(2, "back at step 2");
      metrics.step(step(3));
      metrics.step(step(4));
    }
    Files.writeString(file, "{\"step\": 5, \"trai", StandardOpenOption.APPEND);
    RunHistory history = RunHistory.read(file);
    assertThat(history.whole()).isTrue();
    assertThat(history.points()).extracting(Point::step).containsExactly(1L, 2L, 3L, 4L);
    assertThat(history.evaluated()).extracting(Point::valLoss).containsExactly(4.0);
    assertThat(history.events())
        .containsExactly(new Event(3, "exploded"), new Event(2, "back at step 2"));

    new MetricsFile(file, 2).close();
    assertThat(RunHistory.read(file).points()).extracting(Point::step).containsExactly(1L, 2L);
  }

  @Test
  void knowsOfLinesThatAreMissing() throws IOException {
    Path file = folder.resolve(MetricsFile.NAME);
    try (MetricsFile metrics = new MetricsFile(file, 0)) {
      metrics.step(step(1));
      metrics.step(step(2));
    }
    String text = Files.readString(file);
    Files.writeString(file, text.substring(20));
    assertThat(RunHistory.read(file).whole()).isFalse();

    try (MetricsFile metrics = new MetricsFile(file, 2)) {
      metrics.gap(2, "torn");
    }
    RunHistory history = RunHistory.read(file);
    assertThat(history.whole()).isFalse();
    assertThat(history.events()).containsExactly(new Event(2, "torn"));
    assertThat(history.points()).extracting(Point::step).containsExactly(2L);
  }

  @Test
  void anEvaluationAfterAFlushBelongsToItsStep() {
    Path file = folder.resolve(MetricsFile.NAME);
    try (MetricsFile metrics = new MetricsFile(file, 0)) {
      metrics.step(step(1));
      metrics.flush();
      assertThat(RunHistory.read(file).points()).hasSize(1);
      metrics.evaluation(evaluation(1, 4));
    }
    assertThat(RunHistory.read(file).evaluated()).extracting(Point::step).containsExactly(1L);
  }

  @Test
  void samplesAreCutToTheStepThatARunGoesOnFrom() {
    Path file = folder.resolve(SampleFile.NAME);
    SampleFile samples = new SampleFile(file, 0);
    Sample first = new Sample(10, "Es war", " einmal\n\"😀\"");
    samples.add(first);
    samples.add(new Sample(20, "Es war", " gut"));
    new SampleFile(file, 15).add(new Sample(25, "Es war", " besser"));
    assertThat(SampleFile.read(file)).containsExactly(first, new Sample(25, "Es war", " besser"));
  }
}
