package dev.continuo.cli.prompt;

import dev.continuo.cli.run.RunFolder;
import dev.continuo.cli.run.TextStream;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.generate.TokenProbability;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** The text of a conversation so far, with what it was before each change. */
final class Conversation {

  private static final int MOST_UNDONE = 1000;

  private final RunFolder run;
  private final Deque<int[]> before = new ArrayDeque<>();
  private int[] text;

  Conversation(RunFolder run) {
    this.run = run;
    text = run.tokenizer().beginning().ids();
  }

  /** Begins with another text. */
  void begin(String newText) {
    become(run.tokenizer().encodePrompt(newText));
  }

  /** A continuation, which is {@link #keep kept} when it is over. */
  TextStream stream(GenerationOptions options) {
    return run.stream(text, options);
  }

  /** Keeps what a continuation came to. */
  void keep(TextStream stream) {
    become(stream.text());
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
  List<TokenProbability> nextTokens(int count) {
    int context = run.generator().config().contextLength();
    int[] seen = run.tokenizer().beginning().last(text, context);
    return run.generator().nextTokens(seen, count);
  }

  @Override
  public String toString() {
    return run.tokenizer().decode(text);
  }

  private void become(int[] newText) {
    before.addLast(text);
    if (before.size() > MOST_UNDONE) {
      before.removeFirst();
    }
    text = newText;
  }
}
