package dev.continuo.cli.prompt.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TextTreeTest {

  private final TextTree tree = new TextTree();

  @Test
  void aTextIsThePathToANode() {
    int cat = tree.add(TextTree.ROOT, "The cat");
    int sat = tree.add(cat, " sat", tokens(" s", "at"), false);
    int ran = tree.add(cat, " ran", tokens(" ran"), true);
    assertThat(text(sat)).isEqualTo("The cat sat");
    assertThat(text(ran)).isEqualTo("The cat ran");
    assertThat(text(TextTree.ROOT)).isEmpty();
    assertThat(tree.node(cat).children()).containsExactly(sat, ran);
    assertThat(tree.node(sat).isModels()).isTrue();
    assertThat(tree.node(cat).isModels()).isFalse();
  }

  @Test
  void whatIsThereAlreadyIsNotAddedAgain() {
    int cat = tree.add(TextTree.ROOT, "The cat");
    assertThat(tree.add(TextTree.ROOT, "The cat")).isEqualTo(cat);
    int sat = tree.add(cat, " sat", tokens(" s", "at"), false);
    assertThat(tree.add(cat, " sat", tokens(" s", "at"), false)).isEqualTo(sat);
    assertThat(tree.add(cat, " sat", tokens(" sat"), false)).isNotEqualTo(sat);
    assertThat(tree.add(cat, " sat", tokens(" s", "at"), true)).isNotEqualTo(sat);
    assertThat(tree.node(cat).children()).hasSize(3);
  }

  @Test
  void anEndIsAlongTheBranchesThatWereLookedAtLast() {
    int one = tree.add(TextTree.ROOT, "one");
    int two = tree.add(TextTree.ROOT, "two");
    int end = tree.add(two, "!");
    assertThat(tree.end(TextTree.ROOT)).isEqualTo(one);
    tree.go(end);
    tree.go(TextTree.ROOT);
    assertThat(tree.end(TextTree.ROOT)).isEqualTo(end);
  }

  @Test
  void theMeanIsOverSampledTokens() {
    TreeToken given = new TreeToken(1, "a", null, null, List.of(), false);
    int node = tree.add(TextTree.ROOT, "ab", List.of(given, token("b", -3)), false);
    assertThat(TextTree.meanLogProbability(tree.path(node))).hasValue(-3);
    assertThat(TextTree.meanLogProbability(List.of())).isEqualTo(OptionalDouble.empty());
  }

  @Test
  void namesLeadToNodes() {
    int one = tree.add(TextTree.ROOT, "one");
    int two = tree.add(TextTree.ROOT, "two");
    tree.name(one, "good");
    tree.name(two, "good");
    assertThat(tree.named("good")).containsExactly(one, two);
    tree.name(two, "");
    assertThat(tree.named("good")).containsExactly(one);
    assertThat(tree.named("bad")).isEmpty();
  }

  @Test
  void anotherTreesTextsStandBesideThese() {
    int mine = tree.add(TextTree.ROOT, "mine");
    TextTree other = new TextTree();
    int a = other.add(TextTree.ROOT, "a");
    int b = other.add(a, "b", tokens("b"), true);
    other.add(a, "c");
    other.name(b, "end");
    other.go(b);
    int here = tree.graft(other);
    assertThat(tree.here()).isEqualTo(TextTree.ROOT);
    assertThat(text(here)).isEqualTo("ab");
    assertThat(tree.node(here)).matches(node -> node.ended() && node.name().equals("end"));
    TextNode root = tree.node(TextTree.ROOT);
    assertThat(root.children()).hasSize(2).startsWith(mine);
    assertThat(tree.end(root.children().getLast())).isEqualTo(here);
    List<Integer> forks = tree.node(root.children().getLast()).children();
    assertThat(forks.stream().map(this::text)).containsExactly("ab", "ac");
    assertThat(tree.add(here, "!")).isEqualTo(tree.nodes().size() - 1);
  }

  @Test
  void aPathOfManyNodesIsAddedWhole() {
    TextTree other = new TextTree();
    int at = TextTree.ROOT;
    for (int i = 0; i < 20_000; i++) {
      at = other.add(at, "x");
    }
    other.go(at);
    assertThat(text(tree.graft(other))).hasSize(20_000);
  }

  @Test
  void whatIsNoTreeIsRefused() {
    TextNode root = node(0, -1, List.of(1));
    assertRefused(List.of(root), "node 1: expected once, with node 0 before it");
    assertRefused(List.of(node(1, 0, List.of())), "expected node 0");
    assertRefused(List.of(root, node(1, 0, List.of()), node(1, 0, List.of())), "found twice");
    assertRefused(List.of(root, node(1, 2, List.of())), "node 1: expected once, with node 0");
    assertRefused(
        List.of(node(0, -1, List.of(1, 1)), node(1, 0, List.of())), "node 1: expected once");
    assertRefused(
        List.of(root, node(1, 0, List.of()), node(2, 3, List.of(3)), node(3, 2, List.of(2))),
        "expected a place in the tree");
    assertRefused(List.of(root, node(1, 0, List.of(0))), "node 0: expected once");
  }

  private static void assertRefused(List<TextNode> nodes, String message) {
    assertThatThrownBy(() -> TextTree.of(nodes, 0, Map.of()))
        .isInstanceOf(TreeException.class)
        .hasMessageContaining(message);
  }

  private static TextNode node(int id, int parent, List<Integer> children) {
    return new TextNode(id, parent, children, "", List.of(), "", false, false);
  }

  private String text(int id) {
    return tree.path(id).stream().map(TextNode::text).collect(Collectors.joining());
  }

  static List<TreeToken> tokens(String... texts) {
    return List.of(texts).stream().map(text -> token(text, -1)).toList();
  }

  static TreeToken token(String text, double logProbability) {
    return new TreeToken(text.hashCode() & 0xff, text, logProbability, 1.0, List.of(), false);
  }
}
