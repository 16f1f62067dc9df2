package dev.continuo.cli.prompt.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Texts as a tree: a text is the path from the root to a node, and forks where it can go on in
 * several ways. Nodes are added and named, never removed or written over, so nothing is lost. Not
 * thread-safe.
 */
public final class TextTree {

  /** The node before every text; it has none itself. */
  public static final int ROOT = 0;

  static final int LARGEST_ID = 1_000_000_000;

  private final Map<Integer, TextNode> nodes = new LinkedHashMap<>();

  /** Of a node with several branches, the one that was looked at last. */
  private final Map<Integer, Integer> followed = new HashMap<>();

  private int next = 1;
  private int here = ROOT;

  /** A tree without a text. */
  public TextTree() {
    nodes.put(ROOT, new TextNode(ROOT, -1, List.of(), "", List.of(), "", false, false));
  }

  /**
   * A tree of given nodes.
   *
   * @param here the present place; the first text's end where there is no such node
   * @throws TreeException where the nodes are not a tree
   */
  static TextTree of(Collection<TextNode> given, int here, Map<Integer, Integer> followed) {
    TextTree tree = new TextTree();
    tree.nodes.clear();
    for (TextNode node : given) {
      if (tree.nodes.put(node.id(), node) != null) {
        throw new TreeException("node " + node.id() + ": expected once, found twice");
      }
      tree.next = Math.max(tree.next, node.id() + 1);
    }
    if (!tree.nodes.containsKey(ROOT)) {
      throw new TreeException("expected node " + ROOT + ", with which every text begins");
    }
    tree.checkReached();
    followed.forEach(
        (from, to) -> {
          TextNode node = tree.nodes.get(to);
          if (node != null && node.parent() == from) {
            tree.followed.put(from, to);
          }
        });
    tree.here = tree.nodes.containsKey(here) ? here : tree.end(ROOT);
    return tree;
  }

  private void checkReached() {
    Set<Integer> reached = new HashSet<>(Set.of(ROOT));
    Deque<Integer> waiting = new ArrayDeque<>(reached);
    while (!waiting.isEmpty()) {
      int id = waiting.pop();
      for (int child : node(id).children()) {
        TextNode found = nodes.get(child);
        if (found == null || found.parent() != id || !reached.add(child)) {
          throw new TreeException(
              "node " + child + ": expected once, with node " + id + " before it");
        }
        waiting.push(child);
      }
    }
    for (int id : nodes.keySet()) {
      if (!reached.contains(id)) {
        throw new TreeException("node " + id + ": expected a place in the tree, found none");
      }
    }
  }

  /** The node that the text shown ends with. */
  public int here() {
    return here;
  }

  /** A node that is in the tree. */
  public TextNode node(int id) {
    return Objects.requireNonNull(nodes.get(id), () -> "node " + id);
  }

  /** Whether there is such a node. */
  public boolean has(int id) {
    return nodes.containsKey(id);
  }

  /** All nodes. */
  public Collection<TextNode> nodes() {
    return Collections.unmodifiableCollection(nodes.values());
  }

  /** Of each node with branches, the one that was looked at last. */
  Map<Integer, Integer> followed() {
    return Collections.unmodifiableMap(followed);
  }

  /** The nodes from the first one after the root to a node. */
  public List<TextNode> path(int id) {
    List<TextNode> path = new ArrayList<>();
    for (int at = id; at != ROOT; at = node(at).parent()) {
      path.add(node(at));
    }
    Collections.reverse(path);
    return path;
  }

  /** Where a text through a node ends: along the branches that were looked at last. */
  public int end(int id) {
    TextNode at = node(id);
    while (!at.children().isEmpty()) {
      int last = followed.getOrDefault(at.id(), at.children().getFirst());
      at = node(last);
    }
    return at.id();
  }

  /** Makes a node the present place. */
  public void go(int id) {
    for (TextNode node : path(id)) {
      followed.put(node.parent(), node.id());
    }
    here = id;
  }

  /** Adds a person's stretch after a node, or finds the one that is there; its number. */
  public int add(int parent, String text) {
    return add(parent, text, List.of(), false);
  }

  /** Adds a stretch after a node, or finds the one that is there; its number. */
  public int add(int parent, String text, List<TreeToken> tokens, boolean ended) {
    for (int child : node(parent).children()) {
      if (node(child).isLike(text, tokens, ended)) {
        return child;
      }
    }
    int id = next++;
    put(new TextNode(id, parent, List.of(), text, tokens, "", false, ended));
    return id;
  }

  private void put(TextNode node) {
    nodes.put(node.id(), node);
    nodes.put(node.parent(), node(node.parent()).withChild(node.id()));
  }

  /** Names a node; an empty name takes its name away. */
  public void name(int id, String name) {
    nodes.put(id, node(id).withName(name));
  }

  /** Leaves a person's stretch of a model's: its text without the tokens. */
  public void forgetTokens(int id) {
    nodes.put(id, node(id).withoutTokens());
  }

  /** The nodes of a name. */
  public List<Integer> named(String name) {
    return nodes.values().stream()
        .filter(node -> node.name().equals(name))
        .map(TextNode::id)
        .toList();
  }

  /**
   * Adds the texts of another tree beside these; where there are none, with their numbers.
   *
   * @return the number of the other's present place here
   */
  public int graft(TextTree other) {
    if (nodes.size() == 1) {
      nodes.putAll(other.nodes);
      followed.putAll(other.followed);
      next = other.next;
      return other.here;
    }
    Map<Integer, Integer> places = new HashMap<>(Map.of(ROOT, ROOT));
    Deque<Integer> waiting = new ArrayDeque<>(other.node(ROOT).children().reversed());
    while (!waiting.isEmpty()) {
      TextNode node = other.node(waiting.pop());
      int id = next++;
      places.put(node.id(), id);
      put(
          new TextNode(
              id,
              places.getOrDefault(node.parent(), ROOT),
              List.of(),
              node.text(),
              node.tokens(),
              node.name(),
              node.kept(),
              node.ended()));
      node.children().reversed().forEach(waiting::push);
    }
    other.followed.forEach(
        (from, to) -> {
          if (from != ROOT) {
            followed.put(places.getOrDefault(from, ROOT), places.getOrDefault(to, ROOT));
          }
        });
    return places.getOrDefault(other.here, ROOT);
  }

  /** The mean log-probability of the model's tokens in some stretches, where there are any. */
  public static OptionalDouble meanLogProbability(List<TextNode> stretches) {
    return stretches.stream()
        .flatMap(node -> node.tokens().stream())
        .map(TreeToken::logProbability)
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue)
        .average();
  }
}
