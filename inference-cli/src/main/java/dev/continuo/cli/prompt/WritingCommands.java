package dev.continuo.cli.prompt;

import static dev.continuo.cli.prompt.TypedCommand.Group.LOOK;
import static dev.continuo.cli.prompt.TypedCommand.Group.WRITE;

import dev.continuo.cli.prompt.tree.TextNode;
import dev.continuo.cli.prompt.tree.TextTree;
import dev.continuo.cli.prompt.tree.TreeDrawing;
import dev.continuo.cli.terminal.Columns;
import dev.continuo.cli.terminal.VisibleText;
import dev.continuo.model.text.NextToken;
import dev.continuo.tokenizer.text.UnknownCharacterNote;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** What a person writes, lets the model write, and chooses of it. */
final class WritingCommands {

  private static final int TOP = 10;
  private static final int BRANCHES = 3;
  private static final int MOST_BRANCHES = 32;
  private static final String END = "/end";

  private final Conversation conversation;
  private final Writer writer;
  private final Choices choices;
  private final LineSource lines;
  private final Screen screen;
  private final UnknownCharacterNote unknown;

  WritingCommands(
      Conversation conversation, Writer writer, Choices choices, LineSource lines, Screen screen) {
    this.conversation = conversation;
    this.writer = writer;
    this.choices = choices;
    this.lines = lines;
    this.screen = screen;
    unknown = new UnknownCharacterNote(conversation.model().tokenizer());
  }

  List<TypedCommand> list() {
    return List.of(
        new TypedCommand(
            WRITE,
            "/add",
            "[TEXT]",
            "your own words after the text; without TEXT as /paste",
            this::add),
        new TypedCommand(
            WRITE, "/paste", "", "lines up to a line " + END + ", as one text", _ -> paste()),
        new TypedCommand(
            WRITE,
            "/branch",
            "[N] [TEXT]",
            "N continuations at once, to choose from",
            this::branch),
        new TypedCommand(
            WRITE, "/again", "", "another continuation in place of the last one", _ -> again()),
        new TypedCommand(
            LOOK, "/top", "[N] [TEXT]", "the N likeliest next tokens, to choose from", this::top),
        new TypedCommand(
            WRITE,
            "/pick",
            "N",
            "go on with the N-th of the tokens or branches shown",
            choices::pick),
        new TypedCommand(
            LOOK, "/text", "", "the whole text so far", _ -> screen.show(conversation.text())));
  }

  /** Begins a text and lets the model go on with it; an empty one is the text so far. */
  void proceed(String line) {
    if (!line.isEmpty()) {
      begin(line);
    }
    choices.clear();
    writer.write(conversation.here(), line);
  }

  private void begin(String text) {
    choices.clear();
    conversation.begin(text);
    unknown.ofPrompt("text", text).ifPresent(screen::note);
  }

  private void add(String text) throws IOException {
    String added = text.isEmpty() ? typedLines() : text;
    if (added.isEmpty()) {
      throw new PromptException("/add: expected a text, found nothing");
    }
    conversation.add(added);
    choices.clear();
    unknown.ofPrompt("text", added).ifPresent(screen::note);
    screen.showTail(conversation.text());
  }

  private void paste() throws IOException {
    String text = typedLines();
    if (text.isEmpty()) {
      throw new PromptException("/paste: expected lines and then " + END + ", found no text");
    }
    proceed(text);
  }

  private String typedLines() throws IOException {
    List<String> typed = new ArrayList<>();
    for (String line = lines.next(); line != null && !line.equals(END); line = lines.next()) {
      typed.add(line);
    }
    return String.join("\n", typed);
  }

  private void again() {
    TextNode last = conversation.tree().node(conversation.here());
    if (!last.isModels() && !last.ended()) {
      throw new PromptException(
          "/again: expected a text that the model went on with, found your own words at its end;"
              + " an empty line goes on");
    }
    choices.clear();
    writer.writeAnother(last.parent());
  }

  private void branch(String rest) throws IOException {
    Counted counted = Counted.of(rest, BRANCHES);
    if (counted.count() < 1 || counted.count() > MOST_BRANCHES) {
      throw new PromptException(
          "/branch: expected 1 to " + MOST_BRANCHES + ", found " + counted.count());
    }
    if (!counted.text().isEmpty()) {
      begin(counted.text());
    }
    choices.clear();
    int place = conversation.here();
    List<Integer> ends = writer.branch(place, counted.count());
    if (!ends.isEmpty()) {
      screen.show(ends.stream().map(end -> line(ends.indexOf(end) + 1, end)).toList());
      choices.offer(ends.size(), index -> go(ends.get(index)));
      choices.ask();
    }
  }

  private String line(int number, int end) {
    TextNode node = conversation.tree().node(end);
    OptionalDouble mean = TextTree.meanLogProbability(List.of(node));
    String before =
        String.format(
            Locale.ROOT,
            "  %2d  %11s  ",
            number,
            mean.isPresent() ? "mean " + TreeDrawing.shown(mean.getAsDouble()) : "");
    String after = node.ended() ? "  the end" : "";
    int room = lines.columns() - Columns.width(before) - after.length();
    return before + Columns.fitted(VisibleText.of(node.text()), Math.max(1, room)) + after;
  }

  private void go(int place) {
    conversation.go(place);
    screen.showTail(conversation.text());
  }

  /** Shows a table of tokens; a person may choose one, and then from the table after it. */
  private void top(String rest) throws IOException {
    Counted counted = Counted.of(rest, TOP);
    if (!counted.text().isEmpty()) {
      begin(counted.text());
    }
    boolean more = true;
    while (more) {
      List<NextToken> tokens = conversation.nextTokens(counted.count());
      screen.show(TokenTable.lines(tokens));
      choices.offer(tokens.size(), index -> append(tokens.get(index)));
      more = choices.ask();
    }
  }

  private void append(NextToken token) {
    conversation.append(token);
    screen.showTail(conversation.text());
  }

  /** A number, where one is written, and the text behind it. */
  private record Counted(int count, String text) {

    static Counted of(String rest, int otherwise) {
      String[] words = rest.split(" ", 2);
      return words[0].matches("\\d{1,6}")
          ? new Counted(Integer.parseInt(words[0]), words.length == 1 ? "" : words[1])
          : new Counted(otherwise, rest);
    }
  }
}
