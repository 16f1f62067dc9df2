package dev.continuo.cli.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** The page as a test drives it. */
final class WritingPage {

  final Page page;
  final Locator text;

  private WritingPage(Page page) {
    this.page = page;
    this.text = page.locator("#text");
  }

  static WritingPage open(Page page, String uri) {
    page.navigate(uri);
    WritingPage open = new WritingPage(page);
    open.ready();
    return open;
  }

  void ready() {
    PlaywrightAssertions.assertThat(page.locator("#model")).containsText("parameters");
  }

  void reload() {
    page.reload();
    ready();
  }

  Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  /** Waits until the model has written so many tokens. */
  void written(int tokens) {
    PlaywrightAssertions.assertThat(page.locator("#status"))
        .hasText(Pattern.compile("^" + tokens + " tokens, .*"));
    PlaywrightAssertions.assertThat(button("Continue")).isVisible();
  }

  void kept() {
    PlaywrightAssertions.assertThat(page.locator("#kept")).hasText("Kept in this browser.");
  }

  void nodes(int count) {
    PlaywrightAssertions.assertThat(page.locator("#nodes")).hasText(count + " nodes");
  }

  /** The first candidate of the panel, from 0, that is a letter with which no branch begins. */
  int another() {
    List<String> branches = page.locator("#fork-branches .branch > :first-child").allTextContents();
    PlaywrightAssertions.assertThat(page.locator(".candidate[aria-current]")).hasCount(1);
    Locator candidates = page.locator(".candidate");
    int place = 0;
    while (candidates.nth(place).getAttribute("aria-current") != null
        || candidate(place).length() > 1
        || begins(branches, candidate(place))) {
      place++;
    }
    return place;
  }

  private static boolean begins(List<String> branches, String letter) {
    return branches.stream().anyMatch(branch -> branch.startsWith(letter));
  }

  String candidate(int place) {
    return page.locator(".candidate code").nth(place).textContent().replace('␣', ' ');
  }

  void sampling() {
    page.getByText("Sampling").click();
  }

  /** What the page gives as a file when something is done. */
  String file(Runnable export) throws IOException {
    Download download = page.waitForDownload(export);
    try (InputStream content = download.createReadStream()) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** What axe-core finds wrong. */
  void accessible(String where) throws IOException {
    try (InputStream script = WritingPage.class.getResourceAsStream("/axe.min.js")) {
      page.evaluate(new String(script.readAllBytes(), StandardCharsets.UTF_8));
    }
    Object found =
        page.evaluate(
            "axe.run(document, { resultTypes: ['violations'] }).then(({ violations, passes }) =>"
                + " [`${passes.length > 10}`, ...violations.map(({ id, nodes }) =>"
                + " `${id}: ${nodes.map(node => node.html).join(' ')}`)])");
    assertThat(found).as(where).isEqualTo(List.of("true"));
  }
}
