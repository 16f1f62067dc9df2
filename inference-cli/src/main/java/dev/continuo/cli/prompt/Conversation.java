package dev.continuo.cli.prompt;

import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.text.NextToken;
import dev.continuo.model.text.TextModel;
import dev.continuo.model.text.TextStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** The text of a conversation so far, with what it was before each change. */
final class Conversation {

  private static final int MOST_UNDONE = 1000;

  private final TextModel model;
  private final Deque<int[]> before = new ArrayDeque<>();
  private int[] text;

  Conversation(TextModel model) {
    this.model = model;
    text = model.tokenizer().bosTokens().ids();
  }

  /** Begins with another text. */
  void begin(String newText) {
    become(model.tokenizer().encodePrompt(newText));
  }

  /** A continuation, which is {@link #keep kept} when it is over. */
  TextStream stream(GenerationOptions options) {
    return model.stream(text, options);
  }

  /** Keeps what a continuation came to. */
  void keep(TextStream stream) {
    become(stream.ids());
  }

  /** Goes on with one token. */
  void append(int id) {
    int[] longer = Arrays.copyOf(text, text.length + 1);
    longer[text.length] = id;
    become(longer);
  }

  /** Takes the last change back; whether there was one. */
  boolean undo() {
    int[] last = before.pollLast();
    text = last == null ? text : last;
    return last != null;
  }

  /** The likeliest next tokens after the text, of which the model sees as much as it can. */
  List<NextToken> nextTokens(int count) {
    return model.nextTokens(text, count);
  }

  @Override
  public String toString() {
    return model.tokenizer().decode(text);
  }

  private void become(int[] newText) {
    before.addLast(text);
    if (before.size() > MOST_UNDONE) {
      before.removeFirst();
    }
    text = newText;
  }
}
