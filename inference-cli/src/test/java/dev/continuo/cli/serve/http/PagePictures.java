package dev.continuo.cli.serve.http;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import dev.continuo.cli.browser.HeadlessBrowser;
import java.nio.file.Path;

/** Takes the pictures of the page that the documents show; run by hand against a service. */
final class PagePictures {

  private static final int TOKENS = 24;

  private final Path folder;

  private PagePictures(Path folder) {
    this.folder = folder;
  }

  /** Takes a service's address, a prompt and a folder. */
  public static void main(String[] arguments) {
    PagePictures pictures = new PagePictures(Path.of(arguments[2]));
    try (HeadlessBrowser browser = HeadlessBrowser.open()) {
      for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
        Page page = browser.page(scheme);
        WritingPage open = WritingPage.open(page, arguments[0]);
        page.evaluate(
            "n => { document.getElementById('tokens').value = n; document.getElementById('seed').value = 3; }",
            TOKENS);
        open.text.fill(arguments[1]);
        open.button("Continue").click();
        written(page);
        boolean light = scheme == ColorScheme.LIGHT;
        pictures.take(page, light ? "page" : "page-dark", false);
        if (light) {
          pictures.tree(open);
        } else {
          page.setViewportSize(390, 844);
          page.waitForTimeout(300);
          pictures.take(page, "page-phone", false);
        }
      }
    }
  }

  /** Grows a tree, and shows a token with the pointer on it. */
  private void tree(WritingPage open) {
    Page page = open.page;
    for (int turn = 0; turn < 2; turn++) {
      open.button("Continue").click();
      written(page);
    }
    Locator token = page.locator("#shade mark").nth(5);
    BoundingBox box = token.boundingBox();
    page.mouse().click(box.x + 2, box.y + box.height / 2);
    page.waitForTimeout(600);
    page.locator(".candidate:not([aria-current])").first().click();
    written(page);
    page.selectOption("#shade-by", "entropy");
    page.waitForTimeout(600);
    box = page.locator("#shade mark").nth(8).boundingBox();
    page.mouse().click(box.x + 2, box.y + box.height / 2);
    page.mouse().move(box.x + 5, box.y + box.height / 2 + 1);
    page.waitForTimeout(600);
    take(page, "page-tree", false);
  }

  private static void written(Page page) {
    page.waitForTimeout(300);
    page.locator("#continue").waitFor();
    page.waitForTimeout(900);
  }

  private void take(Page page, String name, boolean whole) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(folder.resolve(name + ".png")).setFullPage(whole));
  }
}
