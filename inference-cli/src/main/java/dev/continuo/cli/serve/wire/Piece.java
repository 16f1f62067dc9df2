package dev.continuo.cli.serve.wire;

import dev.continuo.model.generate.FinishReason;
import dev.continuo.model.text.TextToken;
import dev.continuo.model.text.ToolCall;
import java.util.List;
import java.util.Optional;

/**
 * A piece of an answer.
 *
 * @param choice which of the continuations it belongs to
 * @param text what comes next in it
 * @param begun the tokens that begin in it, where log-probabilities were asked for
 * @param tokens how many tokens have been generated since the piece before
 * @param appended how many tokens tools have appended since then
 * @param calls the calls of tools since then
 * @param finish why the continuation ended, with its last piece
 */
public record Piece(
    int choice,
    String text,
    List<TextToken> begun,
    int tokens,
    int appended,
    List<ToolCall> calls,
    Optional<FinishReason> finish) {

  public Piece {
    begun = List.copyOf(begun);
    calls = List.copyOf(calls);
  }
}
