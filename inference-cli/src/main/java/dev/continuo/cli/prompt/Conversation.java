package dev.continuo.cli.prompt;

import dev.continuo.cli.prompt.tree.TextNode;
import dev.continuo.cli.prompt.tree.TextTree;
import dev.continuo.cli.prompt.tree.TreeToken;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.text.NextToken;
import dev.continuo.model.text.TextModel;
import dev.continuo.tokenizer.decoder.StreamingDecoder;
import dev.continuo.tokenizer.text.Tokenizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The texts of a conversation as a tree, the present place in it, and the places before. Undoing
 * goes back to the place before and takes nothing out of the tree.
 */
final class Conversation {

  private static final String BROKEN = "\uFFFD";

  private final TextModel model;
  private final TextTree tree = new TextTree();
  private final Deque<Integer> before = new ArrayDeque<>();
  private final Deque<Integer> after = new ArrayDeque<>();

  Conversation(TextModel model) {
    this.model = model;
  }

  TextTree tree() {
    return tree;
  }

  TextModel model() {
    return model;
  }

  /** The present place. */
  int here() {
    return tree.here();
  }

  /** Goes to a place; it can be undone. */
  void go(int place) {
    if (place != tree.here()) {
      before.addLast(tree.here());
      after.clear();
      tree.go(place);
    }
  }

  /** Begins a text; the others stay. */
  void begin(String text) {
    go(tree.add(TextTree.ROOT, text));
  }

  /** Adds a person's words to the text. */
  void add(String text) {
    go(tree.add(tree.here(), text));
  }

  /**
   * Keeps what has grown at a place, without going there.
   *
   * @return its end: the place itself where nothing has grown
   */
  int keep(int place, Growth growth) {
    boolean empty = growth.stream().tokenCount() == 0 && !growth.isEnded();
    return empty
        ? place
        : tree.add(place, growth.text(), growth.tokens(model.tokenizer()), growth.isEnded());
  }

  /** Goes on with one token. */
  void append(NextToken token) {
    double logProbability = Math.log(token.probability());
    TreeToken one = new TreeToken(token.id(), token.text(), logProbability, null, List.of(), false);
    go(tree.add(tree.here(), token.text(), List.of(one), token.isEnd()));
  }

  /** Goes back to the place before; whether there was one. */
  boolean undo() {
    return move(before, after);
  }

  /** Takes the last undoing back; whether there was one. */
  boolean redo() {
    return move(after, before);
  }

  private boolean move(Deque<Integer> from, Deque<Integer> to) {
    Integer place = from.pollLast();
    if (place == null) {
      return false;
    }
    to.addLast(tree.here());
    tree.go(place);
    return true;
  }

  /** A continuation of the text up to a place. */
  Growth grow(int place, GenerationOptions options) {
    return new Growth(model.stream(ids(place), options.withLikeliest(Growth.LIKELIEST)));
  }

  /** The likeliest next tokens after the text, of which the model sees as much as it can. */
  List<NextToken> nextTokens(int count) {
    return model.nextTokens(ids(tree.here()), count);
  }

  /** The text. */
  String text() {
    return text(tree.path(tree.here()));
  }

  /**
   * Adds the texts of another tree beside these and goes where it was. Tokens of another vocabulary
   * are left out of it; their text stays.
   *
   * @return how many stretches had such tokens
   */
  int load(TextTree other) {
    int foreign = 0;
    for (TextNode node : List.copyOf(other.nodes())) {
      if (node.isWhole() && !isSpoken(other, node)) {
        other.forgetTokens(node.id());
        foreign++;
      }
    }
    go(tree.graft(other));
    return foreign;
  }

  /** Whether the tokens of a stretch are of this model's vocabulary. */
  private boolean isSpoken(TextTree other, TextNode node) {
    Tokenizer tokenizer = model.tokenizer();
    int[] ids = ids(List.of(node));
    if (Arrays.stream(ids).anyMatch(id -> id >= tokenizer.vocabularySize())) {
      return false;
    }
    TextNode parent = other.node(Math.max(TextTree.ROOT, node.parent()));
    int[] context = parent.isModels() ? ids(List.of(parent)) : tokenizer.encode("=");
    return decoded(tokenizer.decoderAfter(context), ids).equals(node.text())
        || decoded(tokenizer.streamingDecoder(), ids).equals(node.text());
  }

  /** The tokens of the text up to a place: the model's own at its end, what is before encoded. */
  private int[] ids(int place) {
    List<TextNode> path = tree.path(place);
    int own = path.size();
    while (own > 0 && isOwn(path.get(own - 1))) {
      own--;
    }
    int[] given = model.tokenizer().encodePrompt(text(path.subList(0, own)));
    int[] written = ids(path.subList(own, path.size()));
    int[] all = Arrays.copyOf(given, given.length + written.length);
    System.arraycopy(written, 0, all, given.length, written.length);
    return all;
  }

  private static boolean isOwn(TextNode node) {
    return node.isWhole() || node.text().isEmpty();
  }

  private static int[] ids(List<TextNode> stretches) {
    return stretches.stream()
        .filter(TextNode::isWhole)
        .flatMap(node -> node.tokens().stream())
        .mapToInt(TreeToken::id)
        .toArray();
  }

  /** The text of stretches; a character may be in two of them that the model wrote. */
  private String text(List<TextNode> path) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < path.size(); ) {
      List<TextNode> run = new ArrayList<>(List.of(path.get(i++)));
      while (i < path.size()
          && run.getLast().isWhole()
          && run.getLast().text().endsWith(BROKEN)
          && path.get(i).isWhole()) {
        run.add(path.get(i++));
      }
      if (run.size() == 1) {
        text.append(run.getFirst().text());
      } else {
        int[] prompt = model.tokenizer().encodePrompt(text.toString());
        text.append(decoded(model.tokenizer().decoderAfter(prompt), ids(run)));
      }
    }
    return text.toString();
  }

  private static String decoded(StreamingDecoder decoder, int[] ids) {
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(decoder.next(id));
    }
    return text + decoder.flush();
  }
}
