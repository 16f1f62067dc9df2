package dev.continuo.cli.prompt;

import dev.continuo.cli.terminal.VisibleText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Stop texts as a person writes them: one as it is, or several in quotes, with {@code \n}, {@code
 * \t}, {@code \"} and {@code \\}. {@code "\n\n" END} is wrong, {@code "\n\n" "END"} and {@code The
 * end.} are right.
 */
final class StopTexts {

  private static final String NONE = "none";

  private StopTexts() {}

  /** The texts. */
  static List<String> read(String written) {
    if (!written.startsWith("\"")) {
      if (written.isEmpty()) {
        throw wrong(written);
      }
      return List.of(unescaped(written));
    }
    List<String> texts = new ArrayList<>();
    int at = 0;
    while (at < written.length()) {
      int end = closing(written, at);
      texts.add(unescaped(written.substring(at + 1, end)));
      at = end + 1;
      while (at < written.length() && written.charAt(at) == ' ') {
        at++;
      }
    }
    if (texts.contains("")) {
      throw wrong(written);
    }
    return texts;
  }

  /** The texts as they are read. */
  static String shown(List<String> texts) {
    return texts.isEmpty()
        ? NONE
        : texts.stream()
            .map(text -> '"' + VisibleText.of(text).replace("\"", "\\\"") + '"')
            .collect(Collectors.joining(" "));
  }

  private static int closing(String written, int quote) {
    if (written.charAt(quote) != '"') {
      throw wrong(written);
    }
    for (int i = quote + 1; i < written.length(); i++) {
      switch (written.charAt(i)) {
        case '"' -> {
          return i;
        }
        case '\\' -> i++;
        default -> {}
      }
    }
    throw wrong(written);
  }

  private static String unescaped(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character == '\\' && i + 1 < text.length()) {
        char escaped = text.charAt(++i);
        switch (escaped) {
          case 'n' -> plain.append('\n');
          case 't' -> plain.append('\t');
          case 'r' -> plain.append('\r');
          default -> plain.append(escaped);
        }
      } else {
        plain.append(character);
      }
    }
    return plain.toString();
  }

  private static PromptException wrong(String written) {
    return new PromptException(
        "stop: expected a text, several in quotes such as \"\\n\\n\" \"The end\", or none, found "
            + (written.isEmpty() ? "nothing" : written));
  }
}
