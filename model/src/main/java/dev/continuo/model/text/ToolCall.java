package dev.continuo.model.text;

import java.util.Optional;

/**
 * A call that a net wrote, and what came of it.
 *
 * @param tool the tool's name
 * @param question what it was asked
 * @param answer the text that was appended; where the tool failed, its {@link
 *     GenerationTool#withoutAnswer}
 * @param start where that text begins in the continuation, in UTF-16 units
 * @param tokens its tokens, none of which was sampled
 * @param failure why there is no answer, where there is none
 */
public record ToolCall(
    String tool, String question, String answer, int start, int tokens, Optional<String> failure) {

  /** The same in a text that has so many UTF-16 units more in front. */
  public ToolCall movedBy(int units) {
    return new ToolCall(tool, question, answer, start + units, tokens, failure);
  }
}
