package dev.continuo.cli.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.continuo.cli.browser.HeadlessBrowser;
import dev.continuo.cli.run.TinyRun;
import dev.continuo.cli.serve.wire.RequestLimits;
import dev.continuo.model.text.TextModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("browser")
class PageTest {

  @TempDir static Path folder;
  private static final int MANY_TOKENS = 1_000_000;

  private static final String BEGINNING = "Once upon";

  /** Enough for a whole character. */
  private static final int FIRST_TOKENS = 8;

  private static WaitingTokenizer tokenizer;
  private static TestService service;
  private static HeadlessBrowser browser;

  @BeforeAll
  static void start() {
    TextModel run = TextModel.open(TinyRun.write(folder));
    tokenizer = new WaitingTokenizer(run.tokenizer());
    service =
        new TestService(
            new TextModel(tokenizer, run.generator()),
            ServeOptions.local(TestService.MODEL, 0)
                .withLimits(new RequestLimits(1 << 20, MANY_TOKENS, 4)));
    browser = HeadlessBrowser.open();
    PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
  }

  @AfterAll
  static void stop() {
    browser.close();
    service.close();
  }

  @AfterEach
  void letEverythingGoOn() {
    tokenizer.goOn();
    browser.closePages();
  }

  @Test
  void streamsTextShowsTheNextTokensAndTakesThemBack() {
    Page page = open();
    Locator text = page.getByRole(AriaRole.TEXTBOX, named("The text that"));
    text.fill(BEGINNING);
    ask(page, 10 * FIRST_TOKENS);
    tokenizer.waitAfter(BEGINNING.length() + FIRST_TOKENS);
    button(page, "Continue").click();
    PlaywrightAssertions.assertThat(page.locator("#shade mark").first()).isVisible();
    PlaywrightAssertions.assertThat(page.locator("#status")).hasText("writing…");
    int shownMeanwhile = text.inputValue().length();
    tokenizer.goOn();
    PlaywrightAssertions.assertThat(page.locator("#status")).containsText("80 tokens");
    assertThat(text.inputValue()).startsWith(BEGINNING).hasSizeGreaterThan(shownMeanwhile);
    assertThat(String.join("", page.locator("#shade mark").allTextContents()))
        .isEqualTo(text.inputValue().substring(BEGINNING.length()));

    button(page, "Undo").click();
    assertThat(text.inputValue()).isEqualTo(BEGINNING);

    Locator candidates = page.locator(".candidate");
    PlaywrightAssertions.assertThat(candidates).hasCount(12);
    double probability =
        service
            .run
            .generator()
            .nextTokens(service.run.tokenizer().encode(BEGINNING), 1)
            .getFirst()
            .probability();
    PlaywrightAssertions.assertThat(candidates.first())
        .containsText(
            String.format(
                Locale.ROOT, probability < 0.1 ? "%.2f %%" : "%.1f %%", probability * 100));
    page.locator(".candidate:has(code:not(:has(.sign)))").first().click();
    PlaywrightAssertions.assertThat(page.locator("#shade mark")).hasCount(1);
    assertThat(text.inputValue()).startsWith(BEGINNING).hasSize(BEGINNING.length() + 1);
    assertThat(browser.problems()).isEmpty();
  }

  @Test
  void stopsWhenAsked() {
    Page page = open();
    page.getByRole(AriaRole.TEXTBOX, named("The text that")).fill(BEGINNING);
    ask(page, MANY_TOKENS);
    tokenizer.waitAfter(BEGINNING.length() + FIRST_TOKENS);
    button(page, "Continue").click();
    PlaywrightAssertions.assertThat(page.locator("#shade mark").first()).isVisible();
    page.keyboard().press("Escape");
    PlaywrightAssertions.assertThat(page.locator("#status")).containsText("stopped");
    PlaywrightAssertions.assertThat(button(page, "Continue")).isVisible();
  }

  @Test
  void keepsEachTextUntilItIsDeleted() {
    Page page = open();
    Locator text = page.getByRole(AriaRole.TEXTBOX, named("The text that"));
    text.fill(BEGINNING);
    page.getByText("Sampling").click();
    page.getByLabel("Seed").fill("3");
    ask(page, FIRST_TOKENS);
    button(page, "Continue").click();
    PlaywrightAssertions.assertThat(page.locator("#status")).containsText("8 tokens");
    kept(page);
    String written = text.inputValue();
    String shaded = String.join("", page.locator("#shade mark").allTextContents());

    page.reload();
    PlaywrightAssertions.assertThat(text).hasValue(written);
    PlaywrightAssertions.assertThat(page.locator("#shade mark").first()).isVisible();
    assertThat(String.join("", page.locator("#shade mark").allTextContents())).isEqualTo(shaded);
    PlaywrightAssertions.assertThat(page.locator("#seed")).hasValue("3");

    button(page, "Texts").click();
    button(page, "New text").click();
    PlaywrightAssertions.assertThat(text).hasValue("");
    text.fill("Another");
    kept(page);
    button(page, "Texts").click();
    button(page, "Open " + page.locator("#texts-list .open").last().textContent()).click();
    PlaywrightAssertions.assertThat(text).hasValue(written);
    button(page, "Texts").click();
    for (int press = 0; press < 2; press++) {
      page.locator("#texts-list li:has([aria-current])").getByText("Delete").click();
    }
    PlaywrightAssertions.assertThat(page.locator("#texts-list li")).hasCount(1);
    page.reload();
    PlaywrightAssertions.assertThat(text).hasValue("Another");
  }

  private static void kept(Page page) {
    PlaywrightAssertions.assertThat(page.locator("#kept")).hasText("Kept in this browser.");
  }

  @Test
  void takesOverWhatTheFirstPageKept() {
    Page page = browser.page(ColorScheme.LIGHT);
    page.addInitScript(
        "localStorage.setItem('continuo tiny', JSON.stringify({ value: 'Once upon a time',"
            + " written: [[4, 9]], settings: {} }))");
    page.navigate(service.uri("/").toString());
    PlaywrightAssertions.assertThat(page.locator("#text")).hasValue("Once upon a time");
    PlaywrightAssertions.assertThat(page.locator("#nodes")).hasText("3 nodes");
  }

  @Test
  void whatAPersonPutsInPlaceOfTheModelsTextIsNotShaded() {
    Page page = open();
    Locator text = page.getByRole(AriaRole.TEXTBOX, named("The text that"));
    text.fill(BEGINNING);
    ask(page, 4 * FIRST_TOKENS);
    button(page, "Continue").click();
    PlaywrightAssertions.assertThat(page.locator("#status")).containsText("32 tokens");
    String written = text.inputValue();
    Locator shades = page.locator("#shade mark.first");

    int afterOne = BEGINNING.length() + page.locator("#shade mark").first().textContent().length();
    paste(page, afterOne, afterOne, "*");
    PlaywrightAssertions.assertThat(shades).hasCount(2);
    String shaded = String.join("", page.locator("#shade mark").allTextContents());
    assertThat(shaded).isEqualTo(written.substring(BEGINNING.length()));

    paste(page, 0, text.inputValue().length(), BEGINNING + " and more, pasted over all of it");
    PlaywrightAssertions.assertThat(shades).hasCount(0);

    button(page, "Undo").click(); // what was typed, and then what was written
    PlaywrightAssertions.assertThat(text).hasValue(written);
    PlaywrightAssertions.assertThat(shades).hasCount(1);
    button(page, "Undo").click();
    PlaywrightAssertions.assertThat(text).hasValue(BEGINNING);
    PlaywrightAssertions.assertThat(shades).hasCount(0);
  }

  @Test
  void marksWhereTheModelBeginsToSeeALongText() {
    Page page = open();
    Locator text = page.getByRole(AriaRole.TEXTBOX, named("The text that"));
    int context = service.run.generator().config().contextLength();
    text.fill("x".repeat(context));
    text.press("End");
    page.keyboard().insertText("y".repeat(10));
    PlaywrightAssertions.assertThat(page.locator("#shade i")).hasCount(1);
    PlaywrightAssertions.assertThat(page.locator("#shade .before")).hasText("x".repeat(10));
    PlaywrightAssertions.assertThat(page.locator("#unseen")).isVisible();
    text.fill(BEGINNING);
    PlaywrightAssertions.assertThat(page.locator("#shade i")).hasCount(0);
    PlaywrightAssertions.assertThat(page.locator("#unseen")).isHidden();
  }

  @Test
  void asksForTheKey(@TempDir Path other) {
    try (TestService locked =
        TestService.start(other, options -> options.withApiKey(Optional.of("secret")))) {
      Page page = browser.page(ColorScheme.LIGHT);
      page.navigate(locked.uri("/").toString());
      Locator key = page.getByLabel("API key");
      PlaywrightAssertions.assertThat(key).isVisible();
      key.fill("secret");
      key.blur();
      PlaywrightAssertions.assertThat(page.locator("#model")).containsText("tiny");
      page.getByRole(AriaRole.TEXTBOX, named("The text that")).fill(BEGINNING);
      ask(page, FIRST_TOKENS);
      button(page, "Continue").click();
      PlaywrightAssertions.assertThat(page.locator("#status")).containsText("8 tokens");
    }
  }

  @Test
  void saysWhichCharactersTheVocabularyLacks(@TempDir Path other) {
    try (TestService lacking =
        TestService.of(
            TinyRun.writeCharacters(other, "Once upon a time, they say"), options -> options)) {
      Page page = browser.page(ColorScheme.LIGHT);
      page.navigate(lacking.uri("/").toString());
      Locator text = page.getByRole(AriaRole.TEXTBOX, named("The text that"));
      text.fill("Once €");
      ask(page, FIRST_TOKENS);
      button(page, "Continue").click();
      Locator warnings = page.locator("#warnings");
      PlaywrightAssertions.assertThat(warnings).containsText("€ (U+20AC)");
      text.fill("Once");
      PlaywrightAssertions.assertThat(warnings).isEmpty();
      text.fill("Once é");
      PlaywrightAssertions.assertThat(warnings).containsText("é (U+00E9)");
    }
  }

  @Test
  void nothingIsTakenBackWhileTheModelWrites() {
    Page page = open();
    Locator text = page.getByRole(AriaRole.TEXTBOX, named("The text that"));
    text.fill(BEGINNING);
    ask(page, 10 * FIRST_TOKENS);
    tokenizer.waitAfter(BEGINNING.length() + FIRST_TOKENS);
    button(page, "Continue").click();
    PlaywrightAssertions.assertThat(page.locator("#shade mark").first()).isVisible();
    PlaywrightAssertions.assertThat(button(page, "Undo")).isDisabled();
    tokenizer.goOn();
    PlaywrightAssertions.assertThat(page.locator("#status")).containsText("80 tokens");
    button(page, "Undo").click();
    PlaywrightAssertions.assertThat(text).hasValue(BEGINNING);
  }

  @Test
  void saysThatTheServiceIsNotWhatItExpects() {
    Page page = browser.page(ColorScheme.LIGHT);
    page.route(
        "**/v1/models", route -> route.fulfill(new Route.FulfillOptions().setBody("<html>")));
    page.navigate(service.uri("/").toString());
    PlaywrightAssertions.assertThat(page.locator("#status")).not().isEmpty();
  }

  /** Pastes a text in place of a part. */
  private static void paste(Page page, int start, int end, String text) {
    page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
    page.evaluate(
        "async ([start, end, put]) => { await navigator.clipboard.writeText(put);"
            + " const text = document.getElementById('text'); text.focus();"
            + " text.setSelectionRange(start, end); }",
        List.of(start, end, text));
    page.keyboard().press("Control+V");
    page.waitForFunction("part => document.getElementById('text').value.includes(part)", text);
  }

  private static void ask(Page page, int tokens) {
    page.evaluate(
        "n => { const t = document.getElementById('tokens'); t.max = n; t.value = n;"
            + " document.getElementById('branches').value = 1; }",
        tokens);
  }

  @Test
  void everythingHasANameAndEnoughContrast() {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      Page page = browser.page(scheme);
      page.navigate(service.uri("/").toString());
      assertThat(
              page.evaluate(
                  "[...document.querySelectorAll('button, input:not([hidden]), textarea')]"
                      + ".filter(e => !(e.textContent.trim() || e.ariaLabel || e.labels?.length))"
                      + ".length"))
          .isEqualTo(0);
      for (String selector : List.of("body", ".quiet", "#text", ".small", "button.main")) {
        assertThat(contrast(page, selector))
            .as("%s of %s", selector, scheme)
            .isGreaterThanOrEqualTo(4.5);
      }
    }
  }

  /** The contrast of a text with what lies under it, as WCAG 2 defines it. */
  private static double contrast(Page page, String selector) {
    Object ratio =
        page.evaluate(
            """
            selector => {
              const light = color => {
                const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map(Number).map(v => v / 255)
                  .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const element = document.querySelector(selector);
              let under = element;
              const ground = e => getComputedStyle(e).backgroundColor;
              while (under.parentElement && /, 0\\)$/.test(ground(under))) under = under.parentElement;
              const [a, b] = [light(getComputedStyle(element).color), light(ground(under))];
              return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            }\
            """,
            selector);
    return ((Number) ratio).doubleValue();
  }

  private static Page open() {
    Page page = browser.page(ColorScheme.LIGHT);
    page.navigate(service.uri("/").toString());
    PlaywrightAssertions.assertThat(page.locator("#model")).containsText("tiny");
    return page;
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name);
  }
}
