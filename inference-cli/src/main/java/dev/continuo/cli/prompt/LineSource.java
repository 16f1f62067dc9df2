package dev.continuo.cli.prompt;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the lines of a conversation come from. */
public interface LineSource extends AutoCloseable {

  /** The columns of a terminal that does not say how many it has. */
  int USUAL_COLUMNS = 80;

  /** The next line, or null when there are no more. */
  @Nullable String next() throws IOException;

  /**
   * What a person chooses of something that was just shown; empty where nobody can be asked, or
   * nothing was chosen.
   *
   * @param question what is asked
   */
  default Optional<String> choice(String question) throws IOException {
    return Optional.empty();
  }

  /** The columns of the terminal, or as many as terminals usually have. */
  default int columns() {
    return USUAL_COLUMNS;
  }

  /** Gives a person who types words to complete what is typed. */
  default void completeWith(Completions completions) {}

  /** What is done while no line is being read and the user asks to stop. */
  void onInterrupt(Runnable action);

  /** A text is being written, and what is typed meanwhile is not shown. */
  interface Writing extends AutoCloseable {

    /** Shows how far it is, in place of what was shown so before; nothing where nobody watches. */
    default void status(String line) {}

    @Override
    void close();
  }

  /**
   * Begins to write. Until that is closed, typed lines wait for {@link #next}.
   *
   * @param stop runs when the user presses the key that stops the text
   */
  default Writing writing(Runnable stop) {
    return () -> {};
  }

  @Override
  void close() throws IOException;
}
