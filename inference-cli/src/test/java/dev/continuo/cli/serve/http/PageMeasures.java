package dev.continuo.cli.serve.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.continuo.cli.browser.HeadlessBrowser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures the page, by hand against a service: the time to the first text, the tokens per second
 * of one branch and of eight, and how smooth it is with a text of 10,000 nodes, by the browser's
 * own trace: the longest tasks of the page's thread, by the clock and by the thread's own processor
 * time, while a person types, moves, scrolls, undoes and lets the model write.
 */
final class PageMeasures {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final double FRAME_MILLIS = 50;

  private PageMeasures() {}

  /** Takes a service's address and a prompt. */
  public static void main(String[] arguments) throws IOException {
    try (HeadlessBrowser browser = HeadlessBrowser.open()) {
      Page page = browser.page(ColorScheme.LIGHT);
      WritingPage open = WritingPage.open(page, arguments[0]);
      open.text.fill(arguments[1]);
      open.sampling();
      page.locator("#tokens").fill("100");
      for (int branches : new int[] {1, 1, 8, 1, 8, 1, 8}) {
        speed(open, branches);
      }
      page.locator("#branches").fill("3");
      page.locator("#file")
          .setInputFiles(
              new FilePayload(
                  "large.json",
                  "application/json",
                  WritingTest.large().getBytes(StandardCharsets.UTF_8)));
      open.nodes(10_000);
      page.waitForTimeout(3000);
      measure(page, "typing at the end", () -> type(open, "Control+End"));
      measure(page, "typing at the beginning", () -> type(open, "Control+Home"));
      measure(page, "from token to token", () -> press(page, "Alt+ArrowRight", 20));
      measure(page, "from branch to branch", () -> press(page, "Alt+ArrowDown", 10));
      measure(
          page,
          "undo and redo",
          () -> {
            press(page, "Control+z", 5);
            press(page, "Control+y", 5);
          });
      measure(
          page,
          "scrolling",
          () -> {
            for (int turn = 0; turn < 20; turn++) {
              page.mouse().move(300, 400);
              page.mouse().wheel(0, turn < 10 ? 1500 : -1500);
              page.waitForTimeout(60);
            }
          });
      measure(
          page,
          "three branches grow",
          () -> {
            page.keyboard().press("Control+End");
            page.keyboard().press("Control+Enter");
            page.waitForTimeout(300);
            page.locator("#continue").waitFor();
            page.waitForTimeout(700);
          });
    }
  }

  /** Branches grow at the beginning of the text; the first time also warms everything up. */
  private static void speed(WritingPage open, int branches) {
    Page page = open.page;
    page.locator("#branches").fill("" + branches);
    Object first =
        page.evaluate(
            """
            () => new Promise(shown => {
              const text = document.getElementById('text');
              const [before, started] = [text.value, performance.now()];
              document.getElementById('continue').click();
              const look = () => text.value === before ? requestAnimationFrame(look)
                : shown(Math.round(performance.now() - started));
              look();
            })\
            """);
    page.locator("#stop")
        .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN));
    System.out.printf(
        Locale.ROOT,
        "%d at once: first text after %s ms; %s%n",
        branches,
        first,
        page.locator("#status").textContent());
    open.button("Undo").click();
    page.waitForTimeout(600);
  }

  private static void type(WritingPage open, String where) {
    open.text.press(where);
    for (char letter : "and so it went on".toCharArray()) {
      open.page.keyboard().type(String.valueOf(letter));
      open.page.waitForTimeout(60);
    }
    open.page.waitForTimeout(700);
  }

  private static void press(Page page, String key, int times) {
    for (int time = 0; time < times; time++) {
      page.keyboard().press(key);
      page.waitForTimeout(80);
    }
    page.waitForTimeout(500);
  }

  private static void measure(Page page, String what, Runnable act) throws IOException {
    Browser chromium = page.context().browser();
    chromium.startTracing(
        page,
        new Browser.StartTracingOptions()
            .setCategories(
                List.of("toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline")));
    act.run();
    JsonNode events = MAPPER.readTree(chromium.stopTracing()).path("traceEvents");
    List<Long> mains = mains(events);
    List<Double> tasks = new ArrayList<>();
    double busiest = 0;
    for (JsonNode event : events) {
      if (event.path("name").asText().equals("RunTask")
          && mains.contains(event.path("tid").asLong())) {
        tasks.add(event.path("dur").asDouble() / 1000);
        busiest = Math.max(busiest, event.path("tdur").asDouble() / 1000);
      }
    }
    tasks.sort(null);
    System.out.printf(
        Locale.ROOT,
        "%-26s longest task %5.1f ms (of the processor's time %5.1f), %d of %,d tasks over %.0f ms%n",
        what,
        tasks.getLast(),
        busiest,
        tasks.stream().filter(task -> task > FRAME_MILLIS).count(),
        tasks.size(),
        FRAME_MILLIS);
  }

  /** The threads of pages. */
  private static List<Long> mains(JsonNode events) {
    List<Long> threads = new ArrayList<>();
    for (JsonNode event : events) {
      if (event.path("name").asText().equals("thread_name")
          && event.path("args").path("name").asText().equals("CrRendererMain")) {
        threads.add(event.path("tid").asLong());
      }
    }
    return threads;
  }
}
