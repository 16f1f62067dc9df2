package dev.continuo.model.text;

import dev.continuo.model.generate.FinishReason;
import java.util.List;

/**
 * A finished continuation.
 *
 * @param text what follows the prompt
 * @param promptTokens the tokens of the prompt
 * @param tokenCount the tokens of the continuation, those of tools' answers included
 * @param finishReason why it ended
 * @param tokens its tokens one by one, where log-probabilities were asked for
 * @param toolCalls the calls of tools in it
 */
public record Continuation(
    String text,
    int promptTokens,
    int tokenCount,
    FinishReason finishReason,
    List<TextToken> tokens,
    List<ToolCall> toolCalls) {

  public Continuation {
    tokens = List.copyOf(tokens);
    toolCalls = List.copyOf(toolCalls);
  }
}
