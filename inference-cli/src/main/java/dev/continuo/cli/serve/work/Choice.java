package dev.continuo.cli.serve.work;

import dev.continuo.cli.run.RunFolder;
import dev.continuo.cli.serve.wire.CompletionRequest;
import dev.continuo.cli.serve.wire.Piece;
import dev.continuo.cli.serve.wire.Prompt;
import dev.continuo.cli.serve.wire.TokenNote;
import dev.continuo.model.generate.FinishReason;
import dev.continuo.model.generate.StopStrings;
import dev.continuo.model.generate.TokenDetail;
import dev.continuo.model.generate.TokenStream;
import dev.continuo.tokenizer.text.StreamingDecoder;
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
  private final Prompt prompt;
  private final TokenStream stream;
  private final StreamingDecoder decoder;
  private final StopStrings stops;
  private final Consumer<Piece> out;

  /** Tokens that have not been handed over, since their text has not. */
  private final Deque<TokenNote> pending = new ArrayDeque<>();

  /** How many Unicode characters of the answer are decoded. */
  private int decoded;

  /** How many Unicode characters of the answer are handed over. */
  private int shown;

  private int unreported;

  Choice(RunFolder run, CompletionRequest request, int index, Consumer<Piece> out) {
    this.request = request;
    this.index = index;
    this.out = out;
    prompt = request.prompt(index);
    stream = run.tokens(prompt.ids(), request.options(index));
    decoder = run.tokenizer().streamingDecoder();
    stops = new StopStrings(request.stops());
  }

  /** Ends the continuation before its next token; any thread may ask for that. */
  void cancel() {
    stream.cancel();
  }

  void run() {
    readPrompt();
    while (!stops.stopped() && stream.hasNext()) {
      int id = stream.nextInt();
      unreported++;
      stream.detail().ifPresent(detail -> pending.add(new TokenNote(id, decoded, detail)));
      String piece = decoder.next(id);
      decoded += length(piece);
      String text = stops.accept(piece);
      if (!text.isEmpty()) {
        hand(text, Optional.empty());
      }
    }
    stream
        .end()
        .ifPresent(
            id -> {
              unreported++;
              stream.detail().ifPresent(detail -> pending.add(new TokenNote(id, decoded, detail)));
            });
    String rest = stops.stopped() ? "" : stops.accept(decoder.flush()) + stops.flush();
    shown = Integer.MAX_VALUE / 2; // every token is reported, whether or not its text is shown
    hand(rest, stops.stopped() ? Optional.of(FinishReason.STOP) : stream.finishReason());
  }

  /** Brings the decoder to the prompt's end, and hands the prompt over where it is echoed. */
  private void readPrompt() {
    StringBuilder text = new StringBuilder();
    List<TokenDetail> details =
        request.echo() && request.logProbabilities() ? stream.readPrompt() : List.of();
    for (int i = 0; i < prompt.ids().length; i++) {
      int id = prompt.ids()[i];
      if (i <= details.size() && request.echo() && request.logProbabilities()) {
        pending.add(new TokenNote(id, decoded, i == 0 ? null : details.get(i - 1)));
      }
      String piece = decoder.next(id);
      text.append(piece);
      decoded += length(piece);
    }
    if (request.echo()) {
      hand(prompt.text().orElse(text.toString()), Optional.empty());
    } else {
      decoded = 0;
    }
  }

  private void hand(String text, Optional<FinishReason> finish) {
    shown += length(text);
    List<TokenNote> notes = new ArrayList<>();
    while (!pending.isEmpty() && pending.getFirst().offset() < shown) {
      notes.add(pending.removeFirst());
    }
    out.accept(new Piece(index, text, notes, unreported, finish));
    unreported = 0;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
