package dev.continuo.cli.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("browser")
class HeadlessBrowserTest {

  @Test
  void runsScriptsAndRemembersWhatGoesWrong() {
    try (HeadlessBrowser browser = HeadlessBrowser.open()) {
      Page page = browser.page(ColorScheme.DARK);
      page.setContent("<button onclick=\"document.title = 'pressed'\">press</button>");
      page.click("button");
      assertThat(page.title()).isEqualTo("pressed");
      assertThat(page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches"))
          .isEqualTo(true);
      assertThat(browser.problems()).isEmpty();
      page.setContent("<script>throw new Error('broken')</script>");
      assertThat(browser.problems()).anyMatch(problem -> problem.contains("broken"));
    }
  }
}
