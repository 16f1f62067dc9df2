package dev.continuo.corpus.read;

import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.Elements;
import org.jsoup.select.NodeVisitor;

/**
 * The main text of a page: headings and paragraphs with a blank line between them, list items and
 * table rows on lines of their own, preformatted text as it is. Menus, page heads and feet,
 * scripts, and forms that are not around the page are left out, and so is a block that is mostly
 * links.
 */
final class HtmlText implements NodeVisitor {

  /** Not text, or not of the page itself. */
  private static final String OUTSIDE =
      "script, style, noscript, template, svg, math, iframe, object, canvas, audio, video, head,"
          + " nav, aside, footer, button, select, textarea, dialog, menu,"
          + " body > header, [role=navigation], [role=banner], [role=contentinfo], [role=search],"
          + " [role=complementary], [role=dialog]";

  /** Not text either, unless it contains most of the page's text, since then it wraps the page. */
  private static final String OUTSIDE_OR_AROUND = "form, [hidden], [aria-hidden=true]";

  /** The parts of a form around the page that belong to the form itself. */
  private static final String OF_FORM = "label, legend, datalist, output, progress, meter";

  private static final Set<String> PARAGRAPHS =
      Set.of(
          "address",
          "article",
          "blockquote",
          "body",
          "details",
          "div",
          "dl",
          "fieldset",
          "figcaption",
          "figure",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "header",
          "hr",
          "main",
          "ol",
          "p",
          "pre",
          "section",
          "summary",
          "table",
          "ul");
  private static final Set<String> LINES = Set.of("li", "tr", "dt", "dd", "caption");
  private static final Set<String> HEADINGS = Set.of("h1", "h2", "h3", "h4", "h5", "h6");

  private final StringBuilder text = new StringBuilder();
  private final StringBuilder block = new StringBuilder();
  private int linkCharacters;
  private int linkDepth;
  private int preformattedDepth;
  private boolean heading;
  private boolean item;
  private boolean paragraphEnds;

  private HtmlText() {}

  static String of(String html) {
    Document page = Jsoup.parse(html);
    page.select(OUTSIDE).remove();
    removeUnlessAround(page);
    HtmlText result = new HtmlText();
    main(page).traverse(result);
    result.endBlock();
    return result.text.toString();
  }

  private static void removeUnlessAround(Document page) {
    HtmlShares shares = HtmlShares.of(page);
    for (Element element : page.select(OUTSIDE_OR_AROUND)) {
      if (!shares.isMost(element)) {
        element.remove();
      } else if (element.normalName().equals("form")) {
        element.select(OF_FORM).remove();
      }
    }
  }

  /** The element that the page marks as its text, or the body. */
  private static Element main(Document page) {
    Elements main = page.select("main, [role=main]");
    if (main.size() == 1) {
      return main.get(0);
    }
    Elements articles = page.select("article");
    return articles.size() == 1 ? articles.get(0) : page.body();
  }

  @Override
  public void head(Node node, int depth) {
    switch (node) {
      case TextNode words -> append(words.getWholeText());
      case Element element -> start(element.normalName());
      default -> {
        // Comments and declarations are not text.
      }
    }
  }

  private void start(String name) {
    if (PARAGRAPHS.contains(name) || LINES.contains(name)) {
      endBlock();
      paragraphEnds |= PARAGRAPHS.contains(name);
      heading = HEADINGS.contains(name);
      item |= name.equals("li");
    }
    switch (name) {
      case "a" -> linkDepth++;
      case "pre" -> preformattedDepth++;
      case "br" -> block.append('\n');
      case "td", "th" -> append(" ");
      default -> {
        // Its text is all that counts.
      }
    }
  }

  @Override
  public void tail(Node node, int depth) {
    if (!(node instanceof Element element)) {
      return;
    }
    String name = element.normalName();
    if (PARAGRAPHS.contains(name) || LINES.contains(name)) {
      endBlock();
      paragraphEnds |= PARAGRAPHS.contains(name);
      heading = false;
      item &= !name.equals("li");
    }
    linkDepth -= name.equals("a") ? 1 : 0;
    preformattedDepth -= name.equals("pre") ? 1 : 0;
  }

  private void append(String words) {
    int before = block.length();
    for (int i = 0; i < words.length(); i++) {
      char character = words.charAt(i);
      boolean space = character <= ' ' || character == '\u00A0';
      if (preformattedDepth > 0 || !space) {
        block.append(character);
      } else if (!endsWithSpace()) {
        block.append(' ');
      }
    }
    linkCharacters += linkDepth > 0 ? block.length() - before : 0;
  }

  private boolean endsWithSpace() {
    return block.isEmpty() || block.charAt(block.length() - 1) <= ' ';
  }

  private void endBlock() {
    String words =
        preformattedDepth > 0 ? block.toString().stripTrailing() : block.toString().strip();
    boolean links = !heading && 2 * linkCharacters > words.length();
    block.setLength(0);
    linkCharacters = 0;
    if (words.isBlank() || links) {
      return;
    }
    if (!text.isEmpty()) {
      text.append(paragraphEnds ? "\n\n" : "\n");
    }
    text.append(item ? "- " : "").append(words);
    item = false;
    paragraphEnds = false;
  }
}
