package dev.continuo.cli.prompt.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A stretch of text in a tree, a person's or the model's.
 *
 * @param id its number in the tree
 * @param parent the number of the stretch before it; -1 for the root
 * @param children the stretches that go on from it
 * @param text what is written in it
 * @param tokens the model's, whose texts together are the text; none in a person's stretch
 * @param name what a person calls it, or empty
 * @param kept whether a person marked it in the page
 * @param ended whether the text ends with it
 */
public record TextNode(
    int id,
    int parent,
    List<Integer> children,
    String text,
    List<TreeToken> tokens,
    String name,
    boolean kept,
    boolean ended) {

  public TextNode {
    children = List.copyOf(children);
    tokens = List.copyOf(tokens);
  }

  /** Whether the model wrote it. */
  public boolean isModels() {
    return !tokens.isEmpty();
  }

  /** Whether its tokens say all of its text, so that the model can go on from them. */
  public boolean isWhole() {
    return isModels() && tokens.stream().noneMatch(TreeToken::cut);
  }

  /** Whether another says the same, in the same tokens. */
  boolean isLike(String otherText, List<TreeToken> otherTokens, boolean otherEnded) {
    return text.equals(otherText) && ids(tokens).equals(ids(otherTokens)) && ended == otherEnded;
  }

  TextNode withChild(int child) {
    List<Integer> more = new ArrayList<>(children);
    more.add(child);
    return new TextNode(id, parent, more, text, tokens, name, kept, ended);
  }

  TextNode withName(String newName) {
    return new TextNode(id, parent, children, text, tokens, newName, kept, ended);
  }

  TextNode withoutTokens() {
    return new TextNode(id, parent, children, text, List.of(), name, kept, ended);
  }

  private static List<Integer> ids(List<TreeToken> tokens) {
    return tokens.stream().map(TreeToken::id).toList();
  }

  static String text(List<TreeToken> tokens) {
    return tokens.stream().map(TreeToken::text).collect(Collectors.joining());
  }
}
