package dev.continuo.cli.serve.http;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.continuo.cli.browser.HeadlessBrowser;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Takes the pictures of the page that the README shows; run by hand with a port, a prompt and a
 * folder.
 */
final class PagePictures {

  private PagePictures() {}

  /** Takes a port, a prompt and a folder. */
  public static void main(String[] arguments) {
    try (HeadlessBrowser browser = HeadlessBrowser.open()) {
      for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
        Page page = browser.page(scheme);
        page.navigate("http://localhost:" + arguments[0]);
        page.locator("#text").fill(arguments[1]);
        page.locator("#seed").fill("3");
        page.locator("#toggle").click();
        PlaywrightAssertions.assertThat(page.locator(".candidate")).hasCount(12);
        page.locator("#continue").click();
        PlaywrightAssertions.assertThat(page.locator("#status")).containsText("per second");
        PlaywrightAssertions.assertThat(page.locator(".candidate")).hasCount(12);
        page.waitForTimeout(500);
        String name = scheme.name().toLowerCase(Locale.ROOT);
        page.screenshot(
            new Page.ScreenshotOptions().setPath(Path.of(arguments[2], "page-" + name + ".png")));
        page.setViewportSize(400, 900);
        page.screenshot(
            new Page.ScreenshotOptions()
                .setPath(Path.of(arguments[2], "page-" + name + "-narrow.png"))
                .setFullPage(true));
      }
    }
  }
}
