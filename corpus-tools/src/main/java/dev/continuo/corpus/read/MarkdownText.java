package dev.continuo.corpus.read;

import java.util.IdentityHashMap;
import java.util.List;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.ListBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.jspecify.annotations.Nullable;

/**
 * Markdown without its marks: headings and paragraphs with a blank line between them, list items
 * and table rows on lines of their own, code as it is, links by their words. A {@link FrontMatter}
 * is left out.
 *
 * <p>Nodes are visited without recursion: text from elsewhere nests as it likes.
 */
final class MarkdownText {

  private static final int DEEPEST_NESTING = 100;

  private static final Parser PARSER =
      Parser.builder()
          .extensions(List.of(TablesExtension.create()))
          .maxOpenBlockParsers(DEEPEST_NESTING)
          .build();

  private final StringBuilder text = new StringBuilder();
  private final IdentityHashMap<Node, Integer> itemsBefore = new IdentityHashMap<>();
  private boolean afterLine;

  private MarkdownText() {}

  static String of(String markdown) {
    MarkdownText result = new MarkdownText();
    Node root = PARSER.parse(FrontMatter.removedFrom(markdown.replace("\r\n", "\n")));
    for (Node node = root; node != null; node = following(node, root, true)) {
      result.append(node);
    }
    return result.text.toString();
  }

  /** The node after this one in the order of the text; null after the last below the root. */
  private static @Nullable Node following(Node node, Node root, boolean intoChildren) {
    if (intoChildren && node.getFirstChild() != null) {
      return node.getFirstChild();
    }
    Node at = node;
    while (!at.equals(root) && at.getNext() == null) {
      at = at.getParent();
    }
    return at.equals(root) ? null : at.getNext();
  }

  private void append(Node node) {
    switch (node) {
      case Paragraph paragraph -> block(node, words(node));
      case Heading heading -> block(node, words(node));
      case TableRow row -> block(node, words(node));
      case FencedCodeBlock code -> block(node, code.getLiteral().stripTrailing());
      case IndentedCodeBlock code -> block(node, code.getLiteral().stripTrailing());
      case HtmlBlock html -> block(node, HtmlText.of(html.getLiteral()));
      default -> {
        // It has no words of its own.
      }
    }
  }

  private void block(Node node, String words) {
    if (words.isBlank()) {
      return;
    }
    boolean line = node instanceof TableRow || isInTightList(node);
    if (!text.isEmpty()) {
      text.append(line && afterLine ? "\n" : "\n\n");
    }
    afterLine = line;
    if (node.getParent() instanceof ListItem item && node.getPrevious() == null) {
      text.append(mark(item));
    }
    text.append(words);
  }

  private static boolean isInTightList(Node node) {
    return node.getParent() instanceof ListItem item
        && item.getParent() instanceof ListBlock list
        && list.isTight();
  }

  private String mark(ListItem item) {
    if (!(item.getParent() instanceof OrderedList list)) {
      return "- ";
    }
    int before = itemsBefore.merge(list, 1, Integer::sum) - 1;
    Integer first = list.getMarkerStartNumber();
    return (first == null ? 1 : first) + before + ". ";
  }

  /** The words of a paragraph, heading or row. */
  private static String words(Node block) {
    StringBuilder words = new StringBuilder();
    Node node = block;
    boolean visible = true;
    while ((node = following(node, block, visible)) != null) {
      visible = !(node instanceof Image);
      switch (node) {
        case Text literal -> words.append(literal.getLiteral());
        case Code code -> words.append(code.getLiteral());
        case SoftLineBreak _ -> words.append('\n');
        case HardLineBreak _ -> words.append('\n');
        case TableCell cell when cell.getPrevious() != null -> words.append(' ');
        default -> {
          // Emphasis, links and tags are marks around words.
        }
      }
    }
    return words.toString();
  }
}
