package dev.continuo.cli.prompt;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a person types while a text is being written: complete lines, which are read one by one, and
 * the start of another. What is pasted stays in one line, whatever it holds. Cursor keys do
 * nothing, since nothing is shown.
 */
final class TypedAhead {

  /** What a terminal sends before what is pasted; another sequence ends it. */
  private static final String PASTE_BEGINS = "200~";

  private static final char ESCAPE = 0x1b;
  private static final char BACKSPACE = 0x08;
  private static final char DELETE = 0x7f;
  private static final char CONTROL_D = 0x04;
  private static final char CONTROL_U = 0x15;

  private enum State {
    TEXT,
    ESCAPED,
    SEQUENCE
  }

  private final Deque<String> lines = new ArrayDeque<>();
  private final StringBuilder line = new StringBuilder();
  private final StringBuilder sequence = new StringBuilder();
  private State state = State.TEXT;
  private boolean pasting;
  private boolean ended;

  /** Takes a character as the terminal gives it. */
  synchronized void type(char character) {
    switch (state) {
      case TEXT -> typeText(character);
      case ESCAPED -> {
        sequence.setLength(0);
        state = character == '[' || character == 'O' ? State.SEQUENCE : State.TEXT;
      }
      case SEQUENCE -> {
        sequence.append(character);
        if (character >= '@' && character <= '~') {
          state = State.TEXT;
          pasting = sequence.toString().equals(PASTE_BEGINS);
        }
      }
    }
  }

  /** Whether the last key was Escape and may still be the start of a longer key sequence. */
  synchronized boolean isEscaped() {
    return state == State.ESCAPED;
  }

  /** Whether a key or what is pasted is not over. */
  synchronized boolean isUnfinished() {
    return pasting || state != State.TEXT;
  }

  /** Records that nothing more followed of a key, or of what was pasted. */
  synchronized void endKey() {
    state = State.TEXT;
    pasting = false;
  }

  /** The next whole line, or null where there is none. */
  synchronized @Nullable String takeLine() {
    return lines.pollFirst();
  }

  /** The beginning of the line after the whole ones. */
  synchronized String takeRest() {
    String rest = line.toString();
    line.setLength(0);
    return rest;
  }

  /** Whether the end of the input was typed after the whole lines. */
  synchronized boolean isEnded() {
    return ended && lines.isEmpty();
  }

  private void typeText(char character) {
    switch (character) {
      case ESCAPE -> state = State.ESCAPED;
      case '\r', '\n' -> {
        if (pasting) {
          line.append('\n');
        } else if (!ended) {
          lines.addLast(takeRest());
        }
      }
      case BACKSPACE, DELETE -> {
        if (!line.isEmpty()) {
          line.setLength(line.offsetByCodePoints(line.length(), -1));
        }
      }
      case CONTROL_U -> line.setLength(0);
      case CONTROL_D -> ended |= line.isEmpty();
      default -> {
        if (character == '\t' || !Character.isISOControl(character)) {
          line.append(character);
        }
      }
    }
  }
}
