package dev.continuo.cli.serve.work;

import dev.continuo.cli.serve.wire.CompletionRequest;
import dev.continuo.cli.serve.wire.Piece;
import dev.continuo.cli.serve.wire.Prompt;
import dev.continuo.model.generate.FinishReason;
import dev.continuo.model.text.TextModel;
import dev.continuo.model.text.TextStream;
import dev.continuo.model.text.TextToken;
import dev.continuo.model.text.ToolCall;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One continuation of a request: computed token by token, handed over piece by piece. */
final class Choice {

  private final CompletionRequest request;
  private final int index;
  private final TextStream stream;
  private final Consumer<Piece> out;

  /** Tokens that have not been handed over, since their text has not. */
  private final Deque<TextToken> pending = new ArrayDeque<>();

  /** Where the continuation begins in the answer, in Unicode characters. */
  private int start;

  /** How many Unicode characters of the answer are handed over. */
  private int shown;

  /** How many UTF-16 units the prompt has in the answer. */
  private int echoed;

  private int taken;
  private int reported;
  private int appended;
  private int calls;

  Choice(TextModel model, CompletionRequest request, int index, Consumer<Piece> out) {
    this.request = request;
    this.index = index;
    this.out = out;
    stream =
        model.withTools(request.tools()).stream(
            request.prompt(index).ids(), request.options(index));
  }

  /** Ends the continuation before its next token; any thread may ask for that. */
  void cancel() {
    stream.cancel();
  }

  void run() {
    if (request.echo()) {
      handPrompt(request.prompt(index));
    }
    for (String piece = stream.next(); piece != null; piece = stream.next()) {
      if (!piece.isEmpty()) {
        hand(piece, Optional.empty());
      }
    }
    shown = Integer.MAX_VALUE / 2; // every token is reported, whether or not its text is shown
    hand("", Optional.of(stream.finishReason()));
  }

  private void handPrompt(Prompt prompt) {
    TextStream.Prompt read = stream.prompt();
    pending.addAll(read.tokens());
    start = length(read.text());
    String shownPrompt = prompt.text().orElse(read.text());
    echoed = shownPrompt.length();
    hand(shownPrompt, Optional.empty());
  }

  private void hand(String text, Optional<FinishReason> finish) {
    List<TextToken> tokens = stream.tokens();
    for (; taken < tokens.size(); taken++) {
      TextToken token = tokens.get(taken);
      pending.add(new TextToken(token.id(), start + token.start(), token.detail()));
    }
    shown += length(text);
    List<TextToken> begun = new ArrayList<>();
    while (!pending.isEmpty() && pending.getFirst().start() < shown) {
      begun.add(pending.removeFirst());
    }
    int unreported = stream.generatedCount() - reported;
    reported += unreported;
    int given = stream.appendedCount() - appended;
    appended += given;
    out.accept(new Piece(index, text, begun, unreported, given, newCalls(), finish));
  }

  private List<ToolCall> newCalls() {
    List<ToolCall> all = stream.toolCalls();
    List<ToolCall> made =
        all.subList(calls, all.size()).stream().map(call -> call.movedBy(echoed)).toList();
    calls = all.size();
    return made;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
