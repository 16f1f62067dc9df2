package dev.continuo.cli.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The Chromium of this machine without a window; Playwright's own browsers are never downloaded.
 * Tests that open one have the tag {@code browser}.
 */
public final class HeadlessBrowser implements AutoCloseable {

  private static final String VARIABLE = "CONTINUO_BROWSER";

  private static final List<String> NAMES =
      List.of(
          "chromium",
          "chromium-browser",
          "google-chrome",
          "google-chrome-stable",
          "chrome",
          "microsoft-edge",
          "brave-browser");

  private final Playwright playwright;
  private final Browser browser;
  private final List<String> problems = new ArrayList<>();

  private HeadlessBrowser(Playwright playwright, Path program) {
    this.playwright = playwright;
    this.browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(program)
                    .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage")));
  }

  /** Starts the browser, or fails and says what is missing. */
  public static HeadlessBrowser open() {
    Path program = find();
    Map<String, String> environment = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
    try {
      return new HeadlessBrowser(playwright, program);
    } catch (RuntimeException | Error e) {
      playwright.close();
      throw e;
    }
  }

  /** A new page of a desktop's size; what goes wrong in it is remembered. */
  public Page page(ColorScheme scheme) {
    Page page =
        browser.newPage(
            new Browser.NewPageOptions().setViewportSize(1180, 820).setColorScheme(scheme));
    page.onPageError(problems::add);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            problems.add(message.text());
          }
        });
    page.setDefaultTimeout(20_000);
    return page;
  }

  /** Closes all pages and forgets what went wrong in them. */
  public void closePages() {
    browser.contexts().forEach(BrowserContext::close);
    problems.clear();
  }

  /** Every script error and every error on the console so far. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }

  private static Path find() {
    String chosen = System.getenv(VARIABLE);
    Stream<Path> candidates =
        chosen != null
            ? Stream.of(Path.of(chosen))
            : NAMES.stream()
                .flatMap(
                    name ->
                        Stream.of(System.getenv("PATH").split(File.pathSeparator))
                            .map(folder -> Path.of(folder, name)));
    Optional<Path> found = candidates.filter(Files::isExecutable).findFirst();
    return found.orElseThrow(
        () ->
            new AssertionError(
                "The tests of the pages need Chromium, Chrome or Edge and found none%s: install one"
                        .formatted(chosen == null ? " on the PATH" : " at " + chosen)
                    + " (apt-get install chromium), set "
                    + VARIABLE
                    + " to one, or leave these tests out with -DexcludedGroups=browser"));
  }
}
