package dev.continuo.cli.prompt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** Lines that a person types, with editing, completion of commands and a history that is kept. */
public final class TerminalLines implements LineSource {

  private static final String PROMPT = "> ";

  private final Terminal terminal;
  private final LineReader reader;

  public TerminalLines() throws IOException {
    terminal = TerminalBuilder.builder().name("continuo").system(true).dumb(true).build();
    DefaultParser verbatim = new DefaultParser();
    verbatim.setEscapeChars(new char[0]);
    verbatim.setQuoteChars(new char[0]);
    reader =
        LineReaderBuilder.builder()
            .appName("continuo")
            .terminal(terminal)
            .parser(verbatim)
            .completer(new StringsCompleter(PromptLoop.COMMANDS))
            .variable(LineReader.HISTORY_FILE, historyFile())
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.HISTORY_IGNORE_SPACE, false)
            .build();
  }

  @Override
  public @Nullable String next() {
    while (true) {
      try {
        return reader.readLine(PROMPT);
      } catch (UserInterruptException e) {
        terminal.writer().println("(Ctrl-D or /quit leaves)");
      } catch (EndOfFileException e) {
        return null;
      }
    }
  }

  @Override
  public Optional<String> choice(String question) {
    reader.setVariable(LineReader.DISABLE_HISTORY, true);
    try {
      return Optional.of(reader.readLine(question)).filter(line -> !line.isBlank());
    } catch (UserInterruptException | EndOfFileException e) {
      return Optional.empty();
    } finally {
      reader.setVariable(LineReader.DISABLE_HISTORY, false);
    }
  }

  @Override
  public void onInterrupt(Runnable action) {
    terminal.handle(Terminal.Signal.INT, signal -> action.run());
  }

  @Override
  public void close() throws IOException {
    terminal.close();
  }

  private static Path historyFile() {
    String state = System.getenv("XDG_STATE_HOME");
    Path folder =
        state == null || state.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".local", "state")
            : Path.of(state);
    return folder.resolve("continuo").resolve("prompt-history");
  }
}
