package dev.continuo.model.text;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds calls of tools in a text that comes in pieces. With the tool of opening {@code "[calc "}
 * and closing {@code "="} the pieces {@code "is [calc 1"} and {@code "+1=3"} make a call {@code
 * "1+1"}, which ends after two of the second piece's three characters.
 */
final class CallScanner {

  /**
   * A call.
   *
   * @param end how many characters of the piece that completed it are the call's
   */
  record Call(GenerationTool tool, String question, int end) {}

  private final List<GenerationTool> tools;
  private final int kept;
  private final StringBuilder text = new StringBuilder();

  CallScanner(List<GenerationTool> tools) {
    this.tools = tools;
    int longest =
        tools.stream()
            .mapToInt(tool -> tool.opening().length() + tool.closing().length())
            .max()
            .orElse(0);
    kept = longest + Tools.MOST_QUESTION_CHARACTERS;
  }

  /** How many of a prompt's last characters may matter. */
  int keptCharacters() {
    return kept;
  }

  /** Takes the end of a prompt; the call that it ends with, or null. */
  @Nullable Call begin(String prompt) {
    text.append(prompt);
    Call found = null;
    for (GenerationTool tool : tools) {
      int closing = text.length() - tool.closing().length();
      if (found == null && prompt.endsWith(tool.closing())) {
        found = call(tool, closing, 0);
      }
    }
    return taken(found);
  }

  /** Takes the next piece of the text; the first call that it completes, or null. */
  @Nullable Call accept(String piece) {
    int old = text.length();
    text.append(piece);
    Call first = null;
    for (GenerationTool tool : tools) {
      String closing = tool.closing();
      int at = text.indexOf(closing, Math.max(0, old - closing.length() + 1));
      Call found = null;
      for (; at >= 0 && found == null; at = text.indexOf(closing, at + 1)) {
        found = call(tool, at, old);
      }
      if (found != null && (first == null || found.end() < first.end())) {
        first = found;
      }
    }
    return taken(first);
  }

  private @Nullable Call taken(@Nullable Call call) {
    if (call != null) {
      text.setLength(0);
    } else {
      text.delete(0, Math.max(0, text.length() - kept));
    }
    return call;
  }

  /** The call that a closing ends, or null where nothing opens it. */
  private @Nullable Call call(GenerationTool tool, int closing, int pieceStart) {
    int opening = text.lastIndexOf(tool.opening(), closing - tool.opening().length());
    if (opening < 0) {
      return null;
    }
    String question = text.substring(opening + tool.opening().length(), closing);
    boolean one =
        question.length() <= Tools.MOST_QUESTION_CHARACTERS
            && question.indexOf('\n') < 0
            && !question.contains(tool.closing());
    return one ? new Call(tool, question, closing + tool.closing().length() - pieceStart) : null;
  }
}
