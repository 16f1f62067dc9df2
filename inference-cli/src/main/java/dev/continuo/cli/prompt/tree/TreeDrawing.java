package dev.continuo.cli.prompt.tree;

import dev.continuo.cli.terminal.Columns;
import dev.continuo.cli.terminal.VisibleText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A tree as lines: one for each stretch of text between two forks, with the number that leads to
 * its end, its name, its beginning and the mean log-probability of its tokens. A stretch ends also
 * at a name and at the present place.
 *
 * <pre>
 * • 1     The cat
 * ▸ ├─ 2  [calm] sat on the mat    -1.20
 *   └─ 3  ran                      -2.35
 * </pre>
 */
public final class TreeDrawing {

  private static final String HERE = "▸ ";
  private static final String ON_PATH = "• ";
  private static final String ELSEWHERE = "  ";
  private static final int LEAST_TEXT = 12;

  /** A stretch that is still to be drawn. */
  private record Row(int start, String guides, Branch branch) {}

  private enum Branch {
    /** Goes on where no other branch does. */
    ONLY(""),
    ONE_OF("├─ "),
    LAST_OF("└─ ");

    private final String sign;

    Branch(String sign) {
      this.sign = sign;
    }

    /** What stands under its sign, in the lines of what goes on from it. */
    String guide() {
      return this == ONE_OF ? "│  " : " ".repeat(sign.length());
    }
  }

  private final TextTree tree;
  private final int columns;
  private final Set<Integer> onPath = new HashSet<>();
  private final List<String> lines = new ArrayList<>();

  private TreeDrawing(TextTree tree, int columns) {
    this.tree = tree;
    this.columns = columns;
    tree.path(tree.here()).forEach(node -> onPath.add(node.id()));
    onPath.add(TextTree.ROOT);
  }

  /** The lines, each of at most so many columns, but wide enough for a few words. */
  public static List<String> lines(TextTree tree, int columns) {
    TreeDrawing drawing = new TreeDrawing(tree, columns);
    drawing.draw();
    return List.copyOf(drawing.lines);
  }

  private void draw() {
    int texts = tree.node(TextTree.ROOT).children().size();
    if (texts != 1 || tree.here() == TextTree.ROOT) {
      line(TextTree.ROOT, "", "the beginning of every text", "");
    }
    Deque<Row> waiting = new ArrayDeque<>();
    push(waiting, TextTree.ROOT, "");
    while (!waiting.isEmpty()) {
      Row row = waiting.pop();
      List<TextNode> stretch = stretch(row.start());
      TextNode end = stretch.getLast();
      String guides = row.guides() + row.branch().sign;
      line(end.id(), guides, words(stretch), facts(stretch));
      push(waiting, end.id(), row.guides() + row.branch().guide());
    }
  }

  private void push(Deque<Row> waiting, int from, String guides) {
    List<Integer> children = tree.node(from).children();
    for (int i = children.size() - 1; i >= 0; i--) {
      Branch branch =
          children.size() == 1
              ? Branch.ONLY
              : i == children.size() - 1 ? Branch.LAST_OF : Branch.ONE_OF;
      waiting.push(new Row(children.get(i), guides, branch));
    }
  }

  /** The nodes from one on to the next fork, name, or present place. */
  private List<TextNode> stretch(int start) {
    List<TextNode> stretch = new ArrayList<>();
    TextNode at = tree.node(start);
    stretch.add(at);
    while (at.children().size() == 1 && at.name().isEmpty() && at.id() != tree.here()) {
      at = tree.node(at.children().getFirst());
      stretch.add(at);
    }
    return stretch;
  }

  private String words(List<TextNode> stretch) {
    StringBuilder text = new StringBuilder();
    for (TextNode node : stretch) {
      if (text.length() <= columns) {
        text.append(node.text(), 0, Math.min(node.text().length(), columns + 1));
      }
    }
    String name = stretch.getLast().name();
    boolean kept = stretch.stream().anyMatch(TextNode::kept);
    return (kept ? "★ " : "")
        + (name.isEmpty() ? "" : "[" + VisibleText.of(name) + "] ")
        + VisibleText.of(text.toString());
  }

  private static String facts(List<TextNode> stretch) {
    OptionalDouble mean = TextTree.meanLogProbability(stretch);
    return (stretch.getLast().ended() ? "  the end" : "")
        + (mean.isPresent() ? "  " + shown(mean.getAsDouble()) : "");
  }

  /** A mean log-probability in few characters. */
  public static String shown(double logProbability) {
    return String.format(Locale.ROOT, "%.2f", logProbability);
  }

  private void line(int id, String guides, String words, String facts) {
    String mark = id == tree.here() ? HERE : onPath.contains(id) ? ON_PATH : ELSEWHERE;
    String before = mark + shortened(guides) + id + "  ";
    int room = Math.max(LEAST_TEXT, columns - Columns.width(before) - Columns.width(facts));
    String fitted = Columns.fitted(words, room);
    lines.add((before + (facts.isEmpty() ? fitted : Columns.padded(fitted, room) + facts)));
  }

  /** Of many forks, the guides of the last ones. */
  private String shortened(String guides) {
    int most = columns / 3;
    return guides.length() <= most ? guides : "…" + guides.substring(guides.length() - most + 1);
  }
}
