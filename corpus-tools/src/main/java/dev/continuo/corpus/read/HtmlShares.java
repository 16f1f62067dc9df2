package dev.continuo.corpus.read;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/** How much of a page's text is in each of its elements. */
final class HtmlShares implements NodeVisitor {

  private final IdentityHashMap<Element, Integer> characters = new IdentityHashMap<>();
  private final Deque<Integer> before = new ArrayDeque<>();
  private int all;

  private HtmlShares() {}

  static HtmlShares of(Document page) {
    HtmlShares shares = new HtmlShares();
    page.traverse(shares);
    return shares;
  }

  /** Whether more than half of the text is in an element. */
  boolean isMost(Element element) {
    return 2 * characters.getOrDefault(element, 0) > all;
  }

  @Override
  public void head(Node node, int depth) {
    switch (node) {
      case TextNode words -> all += words.getWholeText().strip().length();
      case Element element -> before.push(all);
      default -> {
        // Comments and declarations are not text.
      }
    }
  }

  @Override
  public void tail(Node node, int depth) {
    if (node instanceof Element element) {
      characters.put(element, all - before.pop());
    }
  }
}
