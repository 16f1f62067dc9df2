package dev.continuo.cli.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.FileChooser;
import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.KeyboardModifier;
import dev.continuo.cli.browser.HeadlessBrowser;
import dev.continuo.cli.prompt.tree.TextTree;
import dev.continuo.cli.prompt.tree.TreeFile;
import dev.continuo.cli.prompt.tree.TreeReader;
import dev.continuo.cli.prompt.tree.TreeToken;
import dev.continuo.cli.run.TinyRun;
import dev.continuo.corpus.trace.TraceIndex;
import dev.continuo.model.text.TextModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as a writing tool: its tree of texts, by mouse and by keyboard. */
@Tag("browser")
class WritingTest {

  private static final String BEGINNING = "Once upon";
  private static final int TOKENS = 8;
  private static final JsonMapper MAPPER = new JsonMapper();

  /** More than the page may draw. */
  private static final int MANY_NODES = 10_000;

  private static final String KNOWN = "Once upon a time, they say. So it was";

  @TempDir static Path folder;
  private static TraceIndex index;
  private static TestService service;
  private static HeadlessBrowser browser;

  @BeforeAll
  static void start() throws IOException {
    Path run = TinyRun.writeCharacters(Files.createDirectory(folder.resolve("run")), KNOWN);
    index = TestService.index(folder, run, KNOWN + "\n\n" + KNOWN.substring(28) + "\n");
    TextModel model = TextModel.open(run);
    ServeOptions options = ServeOptions.local(TestService.MODEL, 0);
    service = new TestService(model, Service.start(model, Optional.of(index), options));
    browser = HeadlessBrowser.open();
    PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
  }

  @AfterAll
  static void stop() {
    browser.close();
    service.close();
    index.close();
  }

  @AfterEach
  void closePages() {
    browser.closePages();
  }

  @Test
  void growsChoosesUndoesAndKeepsByMouse() throws IOException {
    WritingPage page = open();
    page.text.click();
    page.page.keyboard().type(BEGINNING);
    page.sampling();
    page.page.locator("#tokens").fill("" + TOKENS);
    page.page.locator("#seed").fill("3");
    page.button("Continue").click();
    page.written(3 * TOKENS);
    Locator branches = page.page.locator("#fork-branches button");
    PlaywrightAssertions.assertThat(branches).hasCount(3);
    String first = page.text.inputValue();
    assertThat(first).startsWith(BEGINNING).hasSizeGreaterThan(BEGINNING.length() + 4);
    branches.nth(1).click();
    PlaywrightAssertions.assertThat(page.text).not().hasValue(first);
    branches.first().click();
    PlaywrightAssertions.assertThat(page.text).hasValue(first);

    Locator marks = page.page.locator("#shade mark");
    PlaywrightAssertions.assertThat(marks).hasCount(first.length() - BEGINNING.length());
    BoundingBox box = marks.nth(3).boundingBox();
    double middle = box.y + box.height / 2;
    page.page.mouse().move(box.x + box.width / 2, middle);
    Locator tip = page.page.locator("#tip");
    PlaywrightAssertions.assertThat(tip).containsText("entropy");
    PlaywrightAssertions.assertThat(tip.locator("li")).hasCount(5);
    PlaywrightAssertions.assertThat(page.page.locator(".candidate")).hasCount(12);

    page.page.mouse().click(box.x + 1, middle);
    page.page.locator("#lens-title").click();
    PlaywrightAssertions.assertThat(page.page.locator("#lens-layers tr")).hasCount(3);
    int place = page.another();
    String chosen = page.candidate(place);
    page.page.locator(".candidate").nth(place).click();
    page.written(3 * TOKENS);
    String other = page.text.inputValue();
    int at = BEGINNING.length() + 3;
    assertThat(other)
        .startsWith(first.substring(0, at) + chosen)
        .hasSizeGreaterThan(at + 4)
        .doesNotStartWith(first.substring(0, at + 1));

    page.button("Undo").click();
    PlaywrightAssertions.assertThat(page.text).hasValue(first);
    page.nodes(4);
    page.button("Redo").click();
    PlaywrightAssertions.assertThat(page.text).hasValue(other);
    page.nodes(9);

    page.page.selectOption("#shade-by", "source");
    Locator sources = page.page.locator("#shade .source");
    PlaywrightAssertions.assertThat(sources.first()).isVisible();
    BoundingBox known = sources.first().boundingBox();
    page.page.mouse().click(known.x + 1, known.y + known.height / 2);
    PlaywrightAssertions.assertThat(page.page.locator("#source-list"))
        .containsText("stands once in the training text");
    PlaywrightAssertions.assertThat(page.page.locator("#source-list")).containsText("proverbs.txt");

    page.button("Export").click();
    String file = page.file(() -> page.page.locator("#export-now").click());
    JsonNode json = MAPPER.readTree(file);
    assertThat(json.path("format").textValue()).isEqualTo("continuo-text");
    assertThat(json.path("nodes")).hasSize(10);
    page.kept();
    page.reload();
    PlaywrightAssertions.assertThat(page.text).hasValue(other);
    page.nodes(9);
    page.button("Texts").click();
    page.button("New text").click();
    PlaywrightAssertions.assertThat(page.text).hasValue("");
    FileChooser chooser = page.page.waitForFileChooser(() -> page.button("Import").click());
    chooser.setFiles(payload("again.json", file));
    PlaywrightAssertions.assertThat(page.text).hasValue(other);
    page.nodes(9);
    PlaywrightAssertions.assertThat(marks).hasCount(other.length() - BEGINNING.length());
    assertThat(browser.problems()).isEmpty();
  }

  @Test
  void growsChoosesUndoesAndKeepsByKeyboard() throws IOException {
    WritingPage page = open();
    Keyboard keys = page.page.keyboard();
    keys.type(BEGINNING);
    keys.press("Control+Enter");
    page.written(180);
    String first = page.text.inputValue();
    keys.press("Alt+ArrowDown");
    PlaywrightAssertions.assertThat(page.text).not().hasValue(first);
    keys.press("Alt+ArrowUp");
    PlaywrightAssertions.assertThat(page.text).hasValue(first);

    keys.press("Control+Home");
    for (int letter = 0; letter < BEGINNING.length(); letter++) {
      keys.press("ArrowRight");
    }
    keys.press("Alt+ArrowRight");
    keys.press("Alt+ArrowLeft");
    int place = page.another();
    String chosen = page.candidate(place);
    keys.press("Alt+Digit" + (place + 1));
    page.written(180);
    String other = page.text.inputValue();
    assertThat(other).startsWith(BEGINNING + chosen);
    keys.press("Control+z");
    PlaywrightAssertions.assertThat(page.text).hasValue(first);
    page.nodes(4);

    keys.press("Control+Home");
    keys.press("ArrowRight");
    PlaywrightAssertions.assertThat(page.page.locator("#source-list")).containsText("proverbs.txt");

    keys.press("Control+End");
    for (String pane : List.of(".candidate", ".branch", "[role=treeitem]")) {
      PlaywrightAssertions.assertThat(page.page.locator(pane).first()).isVisible();
      keys.press("F6");
      PlaywrightAssertions.assertThat(page.page.locator(pane + ":focus")).hasCount(1);
    }
    Locator focused = page.page.locator("[role=treeitem]:focus");
    PlaywrightAssertions.assertThat(focused).hasAttribute("aria-selected", "true");
    keys.press("ArrowDown");
    keys.press("Enter");
    PlaywrightAssertions.assertThat(page.text).not().hasValue(first);
    keys.press("n");
    keys.type("The other");
    keys.press("Enter");
    PlaywrightAssertions.assertThat(page.page.locator(".name")).hasText("The other");
    keys.press("k");
    PlaywrightAssertions.assertThat(page.page.locator(".star")).hasCount(1);
    keys.press("ArrowDown");
    keys.press("Delete");
    page.nodes(3);
    keys.press("Control+z");
    page.nodes(4);

    keys.press("Control+s");
    String file = page.file(() -> keys.press("Enter"));
    page.page.onFileChooser(chooser -> chooser.setFiles(payload("again.json", file)));
    String text = page.text.inputValue();
    page.kept();
    page.reload();
    PlaywrightAssertions.assertThat(page.text).hasValue(text);
    for (int press = 0; press < 5; press++) {
      keys.press("Shift+Tab"); // past title, keys, export and import to the texts
    }
    keys.press("Enter");
    PlaywrightAssertions.assertThat(page.page.locator("#texts")).isVisible();
    keys.press("Tab");
    keys.press("Tab");
    keys.press("Enter");
    PlaywrightAssertions.assertThat(page.text).hasValue("");
    keys.press("Control+o");
    PlaywrightAssertions.assertThat(page.text).hasValue(text);
    PlaywrightAssertions.assertThat(page.page.locator(".name")).hasText("The other");
    assertThat(browser.problems()).isEmpty();
  }

  @Test
  void continuesFromTheCursorAndKeepsTheRest() {
    WritingPage page = open();
    page.text.fill("Once upon a time");
    page.sampling();
    page.page.locator("#tokens").fill("" + TOKENS);
    page.page.locator("#branches").fill("2");
    page.page.evaluate("document.getElementById('text').setSelectionRange(9, 9)");
    page.page.keyboard().press("Control+Shift+Enter");
    page.written(2 * TOKENS);
    assertThat(page.text.inputValue()).startsWith(BEGINNING).doesNotStartWith("Once upon a time");
    Locator branches = page.page.locator("#fork-branches button");
    PlaywrightAssertions.assertThat(branches).hasCount(3);
    branches.first().click();
    PlaywrightAssertions.assertThat(page.text).hasValue("Once upon a time");
  }

  @Test
  void mergesTwoBranches() throws IOException {
    WritingPage page = open();
    branch(page, "So it was a time, they say.", "So it was");
    branch(page, "So it was no time, they say it", "So it was");
    page.page.keyboard().press("Alt+m");
    page.page.keyboard().press("Alt+ArrowUp");
    PlaywrightAssertions.assertThat(page.text).hasValue("So it was a time, they say.");
    page.page.keyboard().press("Alt+c");
    PlaywrightAssertions.assertThat(page.page.locator("#compare-note"))
        .hasText("2 differences: choose of each the side to keep.");
    page.accessible("compare");
    page.page.locator(".difference").first().locator(".two input").check();
    page.button("Make a branch of it").click();
    PlaywrightAssertions.assertThat(page.text).hasValue("So it was no time, they say.");
    PlaywrightAssertions.assertThat(page.page.locator(".name")).hasText("merged");
    page.button("Keep").click();
    page.page.locator("[role=treeitem]").nth(1).click();
    page.button("Export").click();
    page.page.getByText("Markdown").click();
    assertThat(page.file(() -> page.page.locator("#export-now").click()))
        .contains("## merged\n\nSo it was no time, they say.\n");
  }

  /** Makes a text the only branch beside others that begin alike. */
  private static void branch(WritingPage page, String text, String alike) {
    page.page.evaluate(
        """
        async ([text, alike]) => {
          const { Tree } = await import('/tree.js');
          window.made ??= new Tree();
          window.made.change('a branch', () => {
            window.beginning ??= window.made.add(0, { text: alike });
            window.made.go(window.made.add(window.beginning, { text: text.slice(alike.length) }));
          });
        }\
        """,
        List.of(text, alike));
    Object json =
        page.page.evaluate(
            "async () => (await import('/files.js')).exported('json', { title: 'two' }, window.made)");
    page.page.locator("#file").setInputFiles(payload("two.json", (String) json));
    PlaywrightAssertions.assertThat(page.text).hasValue(text);
  }

  @Test
  void biasesOfTokensGoToTheModel() {
    WritingPage page = open();
    page.text.fill(BEGINNING);
    page.sampling();
    page.page.locator("#tokens").fill("" + TOKENS);
    PlaywrightAssertions.assertThat(page.page.locator(".candidate")).not().hasCount(0);
    int place = 5;
    while (page.candidate(place).length() > 1) {
      place++;
    }
    String forced = page.candidate(place);
    Locator more = page.page.locator("#candidates li").nth(place).locator(".nudge").last();
    more.click(new Locator.ClickOptions().setModifiers(List.of(KeyboardModifier.SHIFT)));
    PlaywrightAssertions.assertThat(page.page.locator("#biases button")).containsText("+100");
    page.button("Continue").click();
    page.written(3 * TOKENS);
    assertThat(page.text.inputValue()).isEqualTo(BEGINNING + forced.repeat(TOKENS));
    page.kept();
    page.reload();
    page.sampling();
    page.page.locator("#biases button").click();
    PlaywrightAssertions.assertThat(page.page.locator("#biases button")).hasCount(0);
  }

  @Test
  void drawsFewElementsOfALargeTree() {
    WritingPage page = open();
    page.page.locator("#file").setInputFiles(payload("large.json", large()));
    page.nodes(MANY_NODES);
    assertThat(page.text.inputValue().length()).isGreaterThan(MANY_NODES);
    for (String keys :
        List.of("Control+Home", "Control+End", "Alt+ArrowLeft", "Alt+ArrowUp", "!")) {
      page.text.press(keys);
      page.page.evaluate(
          "new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
      assertThat(count(page, "*")).as(keys).isLessThan(2500);
    }
    PlaywrightAssertions.assertThat(page.page.locator("#shade mark").first()).isAttached();
    page.page.keyboard().press("F6");
    page.page.keyboard().press("F6");
    page.page.keyboard().press("F6");
    page.page.keyboard().press("End");
    assertThat(count(page, "[role=treeitem]")).isBetween(5, 60);
    PlaywrightAssertions.assertThat(page.page.locator("[role=treeitem]:focus")).isVisible();
  }

  private static int count(WritingPage page, String selector) {
    return page.page.locator(selector).count();
  }

  /** A text of many nodes: a long path of odd ones, with an even one beside each of them. */
  static String large() {
    ObjectNode json = MAPPER.createObjectNode().put("format", "continuo-text").put("version", 1);
    json.put("title", "large").put("here", MANY_NODES - 1);
    ArrayNode nodes = json.putArray("nodes");
    for (int id = 0; id <= MANY_NODES; id++) {
      ObjectNode node = nodes.addObject().put("id", id);
      ArrayNode children = node.putArray("children");
      int next = id == 0 ? 1 : id + 2;
      if (id == 0 || id % 2 == 1) {
        for (int child = next; child <= Math.min(MANY_NODES, next + 1); child++) {
          children.add(child);
        }
      }
      if (id > 0) {
        node.put("parent", id <= 2 ? 0 : id % 2 == 1 ? id - 2 : id - 3).put("text", " word");
        ObjectNode token = node.putArray("tokens").addObject();
        token.put("id", 5).put("text", " word").put("logprob", -1.5).put("entropy", 2.5);
        token.putArray("top").addObject().put("id", 5).put("text", " word").put("logprob", -1.5);
      }
    }
    return json.toString();
  }

  @Test
  void anyEditOfATreeIsThatOfItsTextAndCanBeUndone() {
    WritingPage page = open();
    Object wrong =
        page.page.evaluate(
            """
            async () => {
              const { Tree, ROOT } = await import('/tree.js');
              const { History } = await import('/history.js');
              let seed = 7;
              const draw = n => (seed = (seed * 48271) % 2147483647) % n;
              const wrong = [];
              for (let round = 0; round < 60 && wrong.length === 0; round++) {
                const tree = new Tree();
                const history = new History(tree);
                const seen = [JSON.stringify(tree.all())];
                const change = make => {
                  const made = tree.change('edit', make);
                  history.add(made);
                  if (made) seen.push(JSON.stringify(tree.all().sort((a, b) => a.id - b.id)));
                };
                for (let step = 0; step < 40; step++) {
                  const text = tree.text();
                  const [a, b] = [draw(text.length + 1), draw(text.length + 1)].sort((x, y) => x - y);
                  const put = 'abc defg'.slice(0, draw(9));
                  switch (draw(5)) {
                    case 0: {
                      let from;
                      change(() => { from = tree.cut(a); });
                      if (!text.startsWith(tree.text(from)) || tree.text() !== text) wrong.push(`cut ${a} of ${text}`);
                      break;
                    }
                    case 1:
                      change(() => {
                        const tokens = [...put].map((text, id) => ({ id, text }));
                        tree.go(tree.add(tree.cut(a), { text: put, tokens }));
                      });
                      break;
                    case 2:
                      change(() => tree.gather(ROOT));
                      if (tree.text() !== text) wrong.push(`gather of ${text} gave ${tree.text()}`);
                      break;
                    default: {
                      const end = draw(2) ? a : b;
                      change(() => tree.write(a, end, put));
                      const now = text.slice(0, a) + put + text.slice(end);
                      if (tree.text() !== now) wrong.push(`${now} was ${tree.text()}`);
                    }
                  }
                  try {
                    Tree.of(tree.all(), tree.here, [...tree.followed]);
                  } catch (problem) {
                    wrong.push(problem.message);
                  }
                }
                while (seen.length > 1) {
                  seen.pop();
                  history.undo();
                  const now = JSON.stringify(tree.all().sort((a, b) => a.id - b.id));
                  if (now !== seen.at(-1)) wrong.push('an undo led elsewhere');
                }
              }
              return wrong.slice(0, 3);
            }\
            """);
    assertThat(wrong).isEqualTo(List.of());
  }

  @Test
  void saysWhatIsWrongWithAFile() {
    WritingPage page = open();
    page.page.locator("#file").setInputFiles(payload("notes.json", "{\"a\": 1}"));
    PlaywrightAssertions.assertThat(page.page.locator("#status"))
        .hasText(
            "notes.json: expected a text that this page exported (\"format\": \"continuo-text\"), found something else");
    page.page.locator("#file").setInputFiles(payload("picture.txt", "\u0089PNG\u0000\u0001"));
    PlaywrightAssertions.assertThat(page.page.locator("#status"))
        .hasText("picture.txt: expected a text, found something else, such as a picture");
    page.page.locator("#file").setInputFiles(payload("notes.txt", "Once\r\nupon"));
    PlaywrightAssertions.assertThat(page.text).hasValue("Once\nupon");
    PlaywrightAssertions.assertThat(page.page.locator("#title")).hasValue("notes");
  }

  @Test
  void aTreeOfThePromptIsTheSameHere() throws IOException {
    TextTree tree = new TextTree();
    int once = tree.add(TextTree.ROOT, "Once");
    TreeToken.Other other = new TreeToken.Other(7, "\n", -2.5);
    TreeToken token = new TreeToken(5, " upon", -0.5, 1.25, List.of(other), false);
    TreeToken cut = new TreeToken(6, " a", -0.75, 1.5, List.of(), true);
    int upon = tree.add(once, " upon a", List.of(token, cut), true);
    tree.add(once, " more");
    tree.name(upon, "calm");
    tree.go(upon);
    ObjectNode settings = MAPPER.createObjectNode().put("temperature", "0.5");
    Path saved = folder.resolve("prompt.json");
    TreeFile.write(saved, "A title", "tiny", settings, tree);
    WritingPage page = open();
    page.page.locator("#file").setInputFiles(saved);
    PlaywrightAssertions.assertThat(page.text).hasValue("Once upon a");
    PlaywrightAssertions.assertThat(page.page.locator("#title")).hasValue("A title");
    PlaywrightAssertions.assertThat(page.page.locator("#temperature")).hasValue("0.5");
    page.button("Export").click();
    String exported = page.file(() -> page.page.locator("#export-now").click());
    TextTree read = TreeReader.read(Files.writeString(folder.resolve("page.json"), exported));
    assertThat(read.nodes()).containsExactlyInAnyOrderElementsOf(tree.nodes());
    assertThat(read.here()).isEqualTo(upon);
  }

  @Test
  void isAccessible() throws IOException {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      WritingPage page = open(scheme);
      page.accessible("empty, " + scheme);
      page.sampling();
      page.page.locator("#tokens").fill("" + TOKENS);
      page.text.fill(BEGINNING);
      page.button("Continue").click();
      page.written(3 * TOKENS);
      page.page.locator("#candidates .nudge").first().click();
      page.accessible("written, " + scheme);
      page.page.keyboard().press("F1");
      page.accessible("keys, " + scheme);
      page.page.keyboard().press("Escape");
      page.button("Texts").click();
      page.accessible("texts, " + scheme);
      page.page.keyboard().press("Escape");
      page.button("Export").click();
      page.accessible("export, " + scheme);
      page.page.keyboard().press("Escape");
      page.page.setViewportSize(390, 844);
      page.accessible("narrow, " + scheme);
      assertThat(page.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
          .isEqualTo(true);
    }
  }

  private static WritingPage open() {
    return open(ColorScheme.LIGHT);
  }

  private static WritingPage open(ColorScheme scheme) {
    return WritingPage.open(browser.page(scheme), service.uri("/").toString());
  }

  private static FilePayload payload(String name, String content) {
    return new FilePayload(name, "application/json", content.getBytes(StandardCharsets.UTF_8));
  }
}
