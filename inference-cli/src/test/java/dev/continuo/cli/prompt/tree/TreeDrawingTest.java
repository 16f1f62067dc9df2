package dev.continuo.cli.prompt.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.cli.terminal.Columns;
import java.util.List;
import org.junit.jupiter.api.Test;

class TreeDrawingTest {

  private final TextTree tree = new TextTree();

  @Test
  void drawsBranchesWithTheirNumbersNamesAndMeans() {
    int cat = tree.add(TextTree.ROOT, "The cat");
    int sat = tree.add(cat, " sat", TextTreeTest.tokens(" sat"), false);
    tree.add(cat, " ran\nfast", List.of(TextTreeTest.token(" ran\nfast", -2.345)), true);
    tree.add(sat, " down", TextTreeTest.tokens(" down"), false);
    tree.add(sat, " up");
    tree.name(sat, "calm");
    tree.go(sat);
    assertDrawn(
        40,
        """
        • 1  The cat
        ▸ ├─ 2  [calm]  sat                -1.00
          │  ├─ 4   down                   -1.00
          │  └─ 5   up
          └─ 3   ran\\nfast        the end  -2.35\
        """);
  }

  @Test
  void aStretchIsOneLineUpToAForkANameOrThePresentPlace() {
    int one = tree.add(TextTree.ROOT, "one");
    int two = tree.add(one, " two");
    int three = tree.add(two, " three");
    int four = tree.add(three, " four");
    tree.go(four);
    assertDrawn(40, "▸ 4  one two three four");
    tree.go(two);
    assertDrawn(40, "▸ 2  one two\n  4   three four");
    tree.name(three, "x");
    assertDrawn(40, "▸ 2  one two\n  3  [x]  three\n  4   four");
  }

  @Test
  void severalTextsBranchFromTheBeginning() {
    assertDrawn(40, "▸ 0  the beginning of every text");
    tree.add(TextTree.ROOT, "a");
    tree.go(tree.add(TextTree.ROOT, "b"));
    assertDrawn(40, "• 0  the beginning of every text\n  ├─ 1  a\n▸ └─ 2  b");
  }

  @Test
  void noLineIsWiderThanTheTerminal() {
    int at = tree.add(TextTree.ROOT, "春眠不覺曉，處處聞啼鳥。夜來風雨聲，花落知多少。".repeat(9));
    for (int depth = 0; depth < 30; depth++) {
      tree.add(at, "a branch of many words ".repeat(9), TextTreeTest.tokens("b".repeat(99)), true);
      at = tree.add(at, "春眠".repeat(99), TextTreeTest.tokens("春"), false);
    }
    for (int columns : new int[] {60, 80, 133}) {
      List<String> lines = TreeDrawing.lines(tree, columns);
      assertThat(lines).hasSize(62).allMatch(line -> Columns.width(line) <= columns);
      assertThat(lines.getLast()).contains("…");
    }
  }

  @Test
  void aDeepTreeIsDrawn() {
    int at = TextTree.ROOT;
    for (int depth = 0; depth < 3000; depth++) {
      tree.add(at, "no");
      at = tree.add(at, "yes");
    }
    tree.go(at);
    assertThat(TreeDrawing.lines(tree, 80)).hasSize(6001);
  }

  private void assertDrawn(int columns, String drawn) {
    assertThat(String.join("\n", TreeDrawing.lines(tree, columns))).isEqualTo(drawn);
  }
}
