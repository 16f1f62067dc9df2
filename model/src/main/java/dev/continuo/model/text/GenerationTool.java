package dev.continuo.model.text;

/**
 * Something beside a net that answers what the net writes. A call is what stands between an opening
 * and a closing on one line: of {@code [calc 12*7=} the tool of opening {@code "[calc "} and
 * closing {@code "="} is asked {@code "12*7"}; its answer, {@code "84]"}, is appended to the text,
 * and the net goes on after it. A tool may be asked by several threads at once.
 */
public interface GenerationTool {

  /** What it is called, in options and in {@link ToolCall}s. */
  String name();

  /** What a call begins with; not empty. */
  String opening();

  /** What ends a call; not empty. */
  String closing();

  /**
   * The text that is appended after a call.
   *
   * @param question what stands between opening and closing, at most {@link
   *     Tools#MOST_QUESTION_CHARACTERS} characters
   * @throws Exception where there is no answer; its message becomes the {@link ToolCall#failure},
   *     and the net goes on
   */
  String answer(String question) throws Exception;

  /** The text that is appended where there is no answer; nothing, unless a tool says otherwise. */
  default String withoutAnswer() {
    return "";
  }
}
