package dev.continuo.cli.prompt;

import dev.continuo.model.config.ModelException;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.generate.Seeds;
import dev.continuo.model.text.NextToken;
import dev.continuo.model.text.TextModel;
import dev.continuo.model.text.TextStream;
import dev.continuo.tokenizer.files.AtomicFile;
import dev.continuo.tokenizer.files.FileException;
import dev.continuo.tokenizer.files.OutputException;
import dev.continuo.tokenizer.json.TokenizerException;
import dev.continuo.tokenizer.text.UnknownCharacterNote;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Continues the lines of a conversation one after the other. A line that starts with a slash is a
 * command; an empty line goes on with the text.
 */
public final class PromptLoop {

  static final List<String> COMMANDS =
      List.of(
          "/top",
          "/pick",
          "/temperature",
          "/seed",
          "/max",
          "/text",
          "/undo",
          "/save",
          "/help",
          "/quit");

  private static final String HELP =
      """
      TEXT             continue this text; Alt-Enter begins a new line in it
      an empty line    go on with the text
      /top [N] [TEXT]  the N likeliest next tokens, after TEXT or the text so far
      /pick N          go on with the N-th of them
      /temperature T   below 1 likelier, above 1 wilder, 0 no chance at all
      /seed [S]        the same text each time; without S another each time
      /max N           the most tokens of a continuation
      /text            show the text so far
      /undo            take the last continuation, token or text back
      /save FILE       write the text to a new file
      /quit            leave (also Ctrl-D)
      Ctrl-C or Escape stops a text; lines typed meanwhile are answered after it\
      """;

  private static final int TOP = 10;
  private static final int TAIL = 200;

  private final LineSource lines;
  private final PrintWriter out;
  private final PrintWriter notes;
  private final Conversation text;
  private final UnknownCharacterNote unknown;
  private GenerationOptions options;
  private @Nullable Long seed;
  private List<NextToken> choices = List.of();
  private @Nullable String waiting;
  private volatile @Nullable TextStream current;

  /**
   * A conversation.
   *
   * @param seed the seed of every continuation, or null for another each time
   */
  public PromptLoop(
      TextModel model,
      GenerationOptions options,
      @Nullable Long seed,
      LineSource lines,
      PrintWriter out,
      PrintWriter notes) {
    this.options = options;
    this.seed = seed;
    this.lines = lines;
    this.out = out;
    this.notes = notes;
    text = new Conversation(model);
    unknown = new UnknownCharacterNote(model.tokenizer());
  }

  /** Answers until the lines end or the user leaves. */
  public void run() throws IOException {
    lines.onInterrupt(
        () -> {
          TextStream stream = current;
          if (stream != null) {
            stream.cancel();
          }
        });
    for (String line = nextLine(); line != null; line = nextLine()) {
      if (line.strip().equals("/quit")) {
        return;
      }
      try {
        answer(line);
      } catch (ModelException | TokenizerException e) {
        note(String.valueOf(e.getMessage()));
      } catch (NumberFormatException e) {
        note("expected a number: " + line.strip());
      }
    }
  }

  /** A line that was typed where a number was asked for comes first. */
  private @Nullable String nextLine() throws IOException {
    String line = waiting;
    waiting = null;
    return line == null ? lines.next() : line;
  }

  private void answer(String line) throws IOException {
    if (!line.startsWith("/")) {
      if (!line.isEmpty()) {
        begin(line);
      }
      proceed(line);
      return;
    }
    String[] words = line.strip().split("\\s+", 2);
    String rest = words.length == 1 ? "" : words[1];
    switch (words[0]) {
      case "/top" -> top(rest);
      case "/pick" -> pick(rest);
      case "/temperature" -> setTemperature(rest);
      case "/seed" -> setSeed(rest);
      case "/max" -> {
        int most = Integer.parseInt(rest);
        if (most < 0) {
          note("/max: expected 0 or more, found " + most);
          return;
        }
        options = options.withMaxTokens(most);
        note(String.format(Locale.ROOT, "at most %,d tokens", options.maxTokens()));
      }
      case "/text" -> show(text.toString());
      case "/undo" -> undo();
      case "/save" -> save(rest);
      case "/help" -> note(HELP);
      default -> note("no such command: " + words[0] + "; /help lists them");
    }
  }

  private void begin(String given) {
    text.begin(given);
    unknown.ofPrompt("text", given).ifPresent(this::note);
  }

  private void proceed(String shown) {
    long chosen = seed == null ? Seeds.next() : seed;
    TextStream stream = text.stream(options.withSeed(chosen));
    choices = List.of();
    current = stream;
    try (LineSource.Writing _ = lines.writing(stream::cancel)) {
      out.print(shown);
      out.flush();
      for (String piece = stream.next(); piece != null; piece = stream.next()) {
        out.print(piece);
        out.flush();
      }
    } finally {
      current = null;
      out.println();
      out.flush();
      text.keep(stream);
    }
    ToolNotes.of(stream.toolCalls()).forEach(this::note);
    note(
        String.format(
            Locale.ROOT,
            "(%,d tokens at %,.0f per second%s, seed %d)",
            stream.tokenCount(),
            stream.tokensPerSecond(),
            ToolNotes.ofTokens(stream),
            chosen));
  }

  /** Shows a table of tokens; a person may choose one, and then from the table after it. */
  private void top(String rest) throws IOException {
    String[] words = rest.split("\\s+", 2);
    boolean counted = words[0].matches("\\d{1,6}");
    int count = counted ? Integer.parseInt(words[0]) : TOP;
    String given = counted ? (words.length == 1 ? "" : words[1]) : rest;
    if (!given.isEmpty()) {
      begin(given);
    }
    boolean more = true;
    while (more) {
      choices = text.nextTokens(count);
      TokenTable.lines(choices).forEach(out::println);
      out.flush();
      more = isChosen();
    }
  }

  /** Asks for a place in the table until one is picked; a line of another kind is for later. */
  private boolean isChosen() throws IOException {
    while (true) {
      Optional<String> choice = lines.choice("1–" + choices.size() + ", or Enter: ");
      if (choice.isEmpty() || isPicked(choice.get())) {
        return choice.isPresent();
      }
      if (choice.get().startsWith("/")) {
        waiting = choice.get();
        return false;
      }
      note("expected 1 to " + choices.size() + ", Enter or a command, found " + choice.get());
    }
  }

  private void pick(String rest) {
    if (choices.isEmpty()) {
      note("nothing to pick from; /top shows the likeliest next tokens");
    } else if (!isPicked(rest)) {
      note("/pick: expected 1 to " + choices.size() + ", found " + rest);
    }
  }

  /** Goes on with a token of the table that was shown last, if there is such a one. */
  private boolean isPicked(String place) {
    if (!place.strip().matches("\\d{1,6}")) {
      return false;
    }
    int index = Integer.parseInt(place.strip());
    if (index < 1 || index > choices.size()) {
      return false;
    }
    text.append(choices.get(index - 1).id());
    choices = List.of();
    show(tail());
    return true;
  }

  private void setTemperature(String rest) {
    if (!rest.isEmpty()) {
      options = options.withTemperature(Double.parseDouble(rest));
    }
    note("temperature " + options.sampling().temperature());
  }

  private void setSeed(String rest) {
    seed = rest.isEmpty() ? null : Long.valueOf(rest);
    note(seed == null ? "another seed each time" : "seed " + seed);
  }

  private void undo() {
    if (text.undo()) {
      choices = List.of();
      show(tail());
    } else {
      note("nothing to undo");
    }
  }

  private void save(String name) {
    if (name.isEmpty()) {
      note("/save: expected the name of a file");
      return;
    }
    try {
      String whole = text.toString();
      Path file = Path.of(name);
      if (Files.isRegularFile(file)) {
        note(name + ": already exists; choose another name");
        return;
      }
      AtomicFile.write(file, (whole + "\n").getBytes(StandardCharsets.UTF_8));
      note(
          String.format(
              Locale.ROOT, "%,d characters in %s", whole.codePointCount(0, whole.length()), file));
    } catch (InvalidPathException e) {
      note(name + ": no name of a file (" + e.getReason() + ")");
    } catch (OutputException | FileException e) {
      note(String.valueOf(e.getMessage()));
    }
  }

  /** The end of the text, from the beginning of a line where that is near. */
  private String tail() {
    String whole = text.toString();
    int from =
        whole.offsetByCodePoints(
            whole.length(), -Math.min(TAIL, whole.codePointCount(0, whole.length())));
    int line = whole.indexOf('\n', from);
    boolean cut = from > 0 && (line < 0 || line + 1 == whole.length());
    return from == 0 ? whole : cut ? "…" + whole.substring(from) : whole.substring(line + 1);
  }

  private void show(String shown) {
    out.println(shown);
    out.flush();
  }

  private void note(String line) {
    notes.println(line);
    notes.flush();
  }
}
