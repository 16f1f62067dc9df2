package dev.continuo.cli.prompt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.builtins.Completers;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/** Lines that a person types, with editing, completion of commands and a history that is kept. */
public final class TerminalLines implements LineSource {

  private static final String PROMPT = "> ";
  private static final String CLEAR_LINE = "\r\033[K";
  private static final long KEY_MILLIS = 50;

  private final Terminal terminal;
  private final LineReader reader;
  private final TypedAhead ahead = new TypedAhead();
  private @Nullable Completions completions;

  /** Lines of the terminal that the program was started in. */
  public TerminalLines() throws IOException {
    this(TerminalBuilder.builder().name("continuo").system(true).dumb(true).build(), historyFile());
  }

  TerminalLines(Terminal terminal, Path history) {
    this.terminal = terminal;
    DefaultParser verbatim = new DefaultParser();
    verbatim.setEscapeChars(new char[0]);
    verbatim.setQuoteChars(new char[0]);
    reader =
        LineReaderBuilder.builder()
            .appName("continuo")
            .terminal(terminal)
            .parser(verbatim)
            .completer(this::complete)
            .variable(LineReader.HISTORY_FILE, history)
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.HISTORY_IGNORE_SPACE, false)
            .build();
  }

  private void complete(LineReader from, ParsedLine line, List<Candidate> candidates) {
    if (completions == null) {
      return;
    }
    List<String> before = line.words().subList(0, line.wordIndex());
    completions.after(before).forEach(word -> candidates.add(new Candidate(word)));
    if (completions.areFiles(before)) {
      new Completers.FileNameCompleter().complete(from, line, candidates);
    }
  }

  @Override
  public void completeWith(Completions newCompletions) {
    completions = newCompletions;
  }

  @Override
  public int columns() {
    return terminal.getWidth() > 0 ? terminal.getWidth() : USUAL_COLUMNS;
  }

  @Override
  public @Nullable String next() {
    String typed = typedAhead(PROMPT);
    if (typed != null) {
      reader.getHistory().add(typed);
      return typed;
    }
    while (!ahead.isEnded()) {
      try {
        return reader.readLine(PROMPT, null, (Character) null, ahead.takeRest());
      } catch (UserInterruptException e) {
        terminal.writer().println("(Ctrl-D or /quit leaves)");
      } catch (EndOfFileException e) {
        return null;
      }
    }
    return null;
  }

  /** A line that was typed already, shown where it would have been typed. */
  private @Nullable String typedAhead(String prompt) {
    String typed = ahead.takeLine();
    if (typed != null) {
      terminal.writer().println(prompt + typed);
      terminal.flush();
    }
    return typed;
  }

  @Override
  public Optional<String> choice(String question) {
    String typed = typedAhead(question);
    if (typed != null || ahead.isEnded()) {
      return Optional.ofNullable(typed).filter(line -> !line.isBlank());
    }
    reader.setVariable(LineReader.DISABLE_HISTORY, true);
    try {
      return Optional.of(reader.readLine(question, null, (Character) null, ahead.takeRest()))
          .filter(line -> !line.isBlank());
    } catch (UserInterruptException | EndOfFileException e) {
      return Optional.empty();
    } finally {
      reader.setVariable(LineReader.DISABLE_HISTORY, false);
    }
  }

  @Override
  public Writing writing(Runnable stop) {
    if (isDumb()) {
      return () -> {};
    }
    Attributes before = terminal.enterRawMode();
    terminal.writer().print(LineReaderImpl.BRACKETED_PASTE_ON);
    terminal.flush();
    AtomicBoolean over = new AtomicBoolean();
    AtomicBoolean shown = new AtomicBoolean();
    Thread listener =
        Thread.ofPlatform().daemon().name("continuo-keys").start(() -> listen(stop, over));
    return new Writing() {

      @Override
      public void status(String line) {
        terminal.writer().print(CLEAR_LINE + line);
        terminal.flush();
        shown.set(true);
      }

      @Override
      public void close() {
        over.set(true);
        join(listener);
        terminal.writer().print(LineReaderImpl.BRACKETED_PASTE_OFF);
        terminal.writer().print(shown.get() ? CLEAR_LINE : "");
        terminal.flush();
        terminal.setAttributes(before);
      }
    };
  }

  /**
   * Reads what is typed; the bytes of a key that starts with Escape arrive together, and so does
   * what is pasted, which is read to its end.
   */
  private void listen(Runnable stop, AtomicBoolean over) {
    boolean more = false;
    try {
      while (!over.get() || more) {
        int typed = terminal.reader().read(KEY_MILLIS);
        if (typed >= 0) {
          ahead.type((char) typed);
        } else if (typed == NonBlockingReader.EOF) {
          return;
        } else if (ahead.isEscaped()) {
          ahead.endKey();
          stop.run();
        }
        more = typed >= 0 && ahead.isUnfinished();
      }
      ahead.endKey();
    } catch (IOException e) {
      // the terminal is gone: the next line to be read will say so
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void onInterrupt(Runnable action) {
    if (isDumb()) { // it does not hear of signals
      Signals.register("INT", action);
    } else {
      terminal.handle(Terminal.Signal.INT, signal -> action.run());
    }
  }

  private boolean isDumb() {
    return terminal.getType().startsWith(Terminal.TYPE_DUMB);
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
