package dev.continuo.cli.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Standard error as people see it: lines that stay, and on a terminal a few below them that are
 * rewritten in place. Programs get JSON lines in their stead.
 */
public final class Terminal {

  /** Who reads. */
  public enum Mode {
    /** A person. */
    TEXT,
    /** Nobody: only warnings are written. */
    QUIET,
    /** A program: each line is a JSON object. */
    JSON
  }

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String CLEAR_BELOW = "\r\033[J";

  private final PrintWriter errors;
  private final Mode mode;
  private final boolean interactive;
  private int liveLines;

  /** A terminal that writes to a writer on standard error. */
  public Terminal(PrintWriter errors, Mode mode) {
    this.errors = errors;
    this.mode = mode;
    interactive =
        mode == Mode.TEXT && SystemTerminal.isTerminal(SystemTerminal.STANDARD_ERROR) && !isDumb();
  }

  /** Whether a person watches, so that lines can be rewritten. */
  public boolean isInteractive() {
    return interactive;
  }

  /** Whether a person types what comes from standard input. */
  public static boolean readsPerson() {
    return SystemTerminal.isTerminal(SystemTerminal.STANDARD_INPUT);
  }

  /** Whether a person, not a file or a program, reads the results on standard output. */
  public static boolean showsResults() {
    return SystemTerminal.isTerminal(SystemTerminal.STANDARD_OUTPUT);
  }

  /** Whether the terminal only prints characters, without colours or rewriting of lines. */
  public static boolean isDumb() {
    return isDumb(System.getenv("TERM"));
  }

  static boolean isDumb(@Nullable String type) {
    return type == null || type.isEmpty() || type.equals("dumb");
  }

  /** Whether the results that a person reads may be coloured. */
  public static boolean showsColours() {
    return showsResults() && !isDumb() && System.getenv("NO_COLOR") == null;
  }

  /** Who reads. */
  public Mode mode() {
    return mode;
  }

  /** A new object to fill and then {@link #write}. */
  public static ObjectNode json() {
    return MAPPER.createObjectNode();
  }

  /** Shows a line that stays. */
  public synchronized void note(String line) {
    switch (mode) {
      case TEXT -> {
        clear();
        errors.println(line);
        errors.flush();
      }
      case JSON -> write(json().put("note", line));
      case QUIET -> {}
    }
  }

  /** Shows a warning, even where nothing else is shown. */
  public synchronized void warn(String line) {
    if (mode == Mode.QUIET) {
      errors.println(line);
      errors.flush();
    } else {
      note(line);
    }
  }

  /** Writes an object on a line of its own, for a program that reads. */
  public synchronized void write(ObjectNode object) {
    if (mode == Mode.JSON) {
      try {
        errors.println(MAPPER.writeValueAsString(object));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("a tree that cannot be written as JSON", e);
      }
      errors.flush();
    }
  }

  /** Shows a line that the next one replaces; nothing where no person watches. */
  public void status(String line) {
    live(List.of(line));
  }

  /** Shows lines that the next ones replace; nothing where no person watches. */
  public synchronized void live(List<String> lines) {
    if (!interactive) {
      return;
    }
    SystemTerminal.Size size = SystemTerminal.size();
    StringBuilder drawn = new StringBuilder(erased());
    int first = Math.max(0, lines.size() - (size.rows() - 1));
    for (String line : lines.subList(first, lines.size())) {
      drawn.append(Columns.cut(line, size.columns() - 1)).append('\n');
    }
    drawn.setLength(Math.max(0, drawn.length() - 1));
    errors.print(drawn);
    errors.flush();
    liveLines = lines.size() - first;
  }

  /** Takes the lines away that are rewritten. */
  public synchronized void clear() {
    if (liveLines > 0) {
      errors.print(erased());
      errors.flush();
      liveLines = 0;
    }
  }

  private String erased() {
    return (liveLines > 1 ? "\033[" + (liveLines - 1) + "A" : "")
        + (liveLines > 0 ? CLEAR_BELOW : "");
  }
}
