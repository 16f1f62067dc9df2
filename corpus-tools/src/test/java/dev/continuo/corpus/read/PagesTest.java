package dev.continuo.corpus.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagesTest {

  private static final String ARTICLE = "A long and good article about rivers. ".repeat(4).strip();

  @TempDir Path folder;

  @Test
  void whatWrapsAPageIsNoPartOfIt() throws IOException {
    for (String wrapped :
        List.of(
            "<form action=x><p>%s</p><label>Name</label><input></form>",
            "<form><div><form><p>%s</p></form></div></form>",
            "<div hidden><p>%s</p></div>",
            "<div aria-hidden=true><main><p>%s</p></main></div><div role=dialog>Cookies?</div>")) {
      String page = "<html><body>" + wrapped.replace("%s", ARTICLE) + "</body></html>";
      assertThat(Read.of(folder.resolve("a.html"), page).texts())
          .as(wrapped)
          .containsExactly(ARTICLE);
    }
    assertThat(
            Read.of(folder.resolve("a.html"), "<html><body hidden><p>" + ARTICLE + "</p>").texts())
        .containsExactly(ARTICLE);
  }

  @Test
  void formsAndHiddenTextOnAPageStillGo() throws IOException {
    String page =
        "<html><body><p>%s</p><form>Search: <input></form><p hidden>Not seen.</p></body></html>";
    assertThat(Read.of(folder.resolve("a.html"), page.replace("%s", ARTICLE)).texts())
        .containsExactly(ARTICLE);
  }

  /** A page is one that begins like one. */
  @Test
  void textAboutPagesIsText() throws IOException {
    String text = "A page begins with <!DOCTYPE html>\nand ends   with </html>.";
    assertThat(Read.of(folder.resolve("unnamed"), text).texts()).containsExactly(text);
    String marked = "\uFEFF<!DOCTYPE html><p>" + ARTICLE;
    assertThat(Read.of(folder.resolve("unnamed"), marked).texts()).containsExactly(ARTICLE);
  }

  @Test
  void frontMatterIsKeysAndValues() {
    for (String matter :
        List.of(
            "---\ntitle: A\n---\n",
            "---\n# made by hand\ntitle: \"A: B\"\ntags:\n  - x\n- y\n\nbody: |\n  Text.\n---  \n",
            "---\n標題: 詩\n'q k' :\n...\n")) {
      assertThat(FrontMatter.removedFrom(matter + "Text.")).as(matter).isEqualTo("Text.");
    }
    for (String text :
        List.of(
            "---\nThe first part. It stays.\n\n---\nThe second part.",
            "---\n\nNote: this is text.\n\n---\nMore.",
            "---\nTo be: or not\nto be.\n---\nMore.",
            "---\n- a list\n---\nMore.",
            "---\ntitle: without an end",
            "---",
            "----\ntitle: A\n---\nText.")) {
      assertThat(FrontMatter.removedFrom(text)).isEqualTo(text);
    }
  }
}
