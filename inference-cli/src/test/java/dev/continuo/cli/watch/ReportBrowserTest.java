package dev.continuo.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.continuo.cli.browser.HeadlessBrowser;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.progress.MetricsFile;
import dev.continuo.trainer.progress.SampleFile;
import dev.continuo.trainer.progress.SampleFile.Sample;
import dev.continuo.trainer.progress.TrainingListener.Evaluation;
import dev.continuo.trainer.progress.TrainingListener.Step;
import dev.continuo.trainer.report.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report as a browser shows it: from a file, and from a run that goes on. */
@Tag("browser")
final class ReportBrowserTest {

  private static final String DOTS = "#loss circle.held";

  @TempDir private Path folder;
  private RunPaths run;

  @BeforeEach
  void trainForAWhile() throws IOException {
    run = new RunPaths(folder);
    Files.createDirectories(run.own());
    train(0, 60);
    new SampleFile(run.samples(), 0).add(new Sample(60, "春眠", "不覺曉 🙂 <b>not bold</b>"));
  }

  /** A loss of 8, 4, 2.67, 2, …; every tenth step is evaluated at exactly that. */
  private void train(int from, int until) {
    try (MetricsFile metrics = new MetricsFile(run.metrics(), from)) {
      for (int step = from + 1; step <= until; step++) {
        double loss = 8.0 / Math.ceilDiv(step, 10);
        metrics.step(new Step(step, step / 100.0, step * 64L, step, loss, 0.1, 1, 100));
        if (step % 10 == 0) {
          metrics.evaluation(new Evaluation(step, step * 64L, step, loss, loss / 2, true));
        }
      }
    }
  }

  private static List<Double> heights(Page page) {
    return page.locator(DOTS).all().stream()
        .map(dot -> Double.valueOf(dot.getAttribute("cy")))
        .toList();
  }

  @Test
  void drawsTheCurvesOfAFile() {
    new RunReport(run).write(false);
    try (HeadlessBrowser browser = HeadlessBrowser.open()) {
      Page page = browser.page(ColorScheme.DARK);
      page.navigate(run.report().toUri().toString());
      List<Double> linear = heights(page);
      assertThat(linear).hasSize(6).isSorted(); // a lower loss lies further down
      double first = linear.get(1) - linear.get(0);
      double second = linear.get(3) - linear.get(1);
      assertThat(first / second).isBetween(1.9, 2.1); // 8 − 4 beside 4 − 2

      page.locator("#logY").check();
      List<Double> logarithmic = heights(page);
      first = logarithmic.get(1) - logarithmic.get(0);
      second = logarithmic.get(3) - logarithmic.get(1);
      assertThat(first / second).isBetween(0.95, 1.05); // each is a half

      Locator chart = page.locator("#loss svg");
      chart.focus();
      page.keyboard().press("End");
      assertThat(page.locator("#tip").textContent())
          .matches("step 60\ntraining {2}1.3333\nsmoothed {2}1\\.33.*\nheld-out {2}1.3333");
      page.mouse().move(chart.boundingBox().x + 60, chart.boundingBox().y + 60);
      assertThat(page.locator("#tip").textContent()).startsWith("step 1\ntraining  8\n");
      page.locator("#over").selectOption("tokens");
      assertThat(chart.textContent()).contains("3K");

      assertThat(page.locator("#sampleList p").innerText()).isEqualTo("春眠不覺曉 🙂 <b>not bold</b>");
      assertThat(page.locator("#verdict").innerText()).startsWith("Still falling");
      page.setViewportSize(360, 700);
      assertThat((Boolean) page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
          .isTrue();
      assertThat(browser.problems()).isEmpty();
    }
  }

  @Test
  void aLivePageFollowsTheRun() {
    try (HeadlessBrowser browser = HeadlessBrowser.open();
        WatchServer server = WatchServer.start(new RunReport(run), 0)) {
      Page page = browser.page(ColorScheme.LIGHT);
      page.navigate(server.address().toString());
      assertThat(page.locator(DOTS).count()).isEqualTo(6);
      train(60, 80);
      page.waitForCondition(() -> page.locator(DOTS).count() == 8);
      assertThat(page.locator("#state").textContent()).isEqualTo("running");
      assertThat(IntStream.of(6, 7).mapToObj(heights(page)::get).toList()).isSorted();
      assertThat(browser.problems()).isEmpty();
    }
  }
}
