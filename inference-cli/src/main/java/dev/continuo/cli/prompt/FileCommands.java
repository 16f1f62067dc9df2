package dev.continuo.cli.prompt;

import static dev.continuo.cli.prompt.TypedCommand.Group.SETTINGS;

import dev.continuo.cli.prompt.tree.TreeFile;
import dev.continuo.cli.prompt.tree.TreeReader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Saving and loading: the whole tree in a file whose name ends in .json, the text in any other. */
final class FileCommands {

  private static final String OVERWRITE = "--overwrite";

  private final String model;
  private final Conversation conversation;
  private final Supplier<PromptSettings> settings;
  private final Choices choices;
  private final Screen screen;

  FileCommands(
      String model,
      Conversation conversation,
      Supplier<PromptSettings> settings,
      Choices choices,
      Screen screen) {
    this.model = model;
    this.conversation = conversation;
    this.settings = settings;
    this.choices = choices;
    this.screen = screen;
  }

  List<TypedCommand> list() {
    return List.of(
        new TypedCommand(
            SETTINGS,
            "/save",
            "[" + OVERWRITE + "] FILE",
            "the tree (.json, as the page exports it) or the text",
            this::save),
        new TypedCommand(
            SETTINGS, "/load", "FILE", "a tree or a text, beside those that are here", this::load));
  }

  private void save(String rest) {
    String given = rest.strip();
    boolean overwrites = given.equals(OVERWRITE) || given.startsWith(OVERWRITE + " ");
    Path file = file("/save", overwrites ? given.substring(OVERWRITE.length()) : given);
    if (!overwrites && Files.isRegularFile(file)) {
      throw new PromptException(
          file
              + ": already exists; choose another name, or replace it with /save --overwrite "
              + file);
    }
    if (TreeFile.isNamed(file)) {
      TreeFile.write(
          file,
          title(),
          model,
          PageSettings.of(settings.get(), conversation.model().tokenizer()),
          conversation.tree());
      screen.note(
          String.format(
              Locale.ROOT,
              "%,d places of the tree in %s",
              conversation.tree().nodes().size(),
              file));
    } else {
      String text = conversation.text();
      TreeFile.writeText(file, text);
      screen.note(
          String.format(
              Locale.ROOT, "%,d characters in %s", text.codePointCount(0, text.length()), file));
    }
  }

  /** The first words of the text, as the page calls a text without a title. */
  private String title() {
    String line = conversation.text().strip().lines().findFirst().orElse("");
    int end = line.offsetByCodePoints(0, Math.min(40, line.codePointCount(0, line.length())));
    return line.isEmpty() ? "Text" : line.substring(0, end) + (end < line.length() ? "…" : "");
  }

  private void load(String rest) {
    Path file = file("/load", rest);
    if (TreeFile.isNamed(file)) {
      int foreign = conversation.load(TreeReader.read(file));
      if (foreign > 0) {
        screen.note(
            String.format(
                Locale.ROOT,
                "%,d stretches are in another model's tokens; this model reads them as text",
                foreign));
      }
    } else {
      String text = TreeReader.readText(file);
      if (text.isEmpty()) {
        throw new PromptException(file + ": expected a text, found an empty file");
      }
      conversation.begin(text);
    }
    choices.clear();
    screen.showTail(conversation.text());
  }

  private static Path file(String command, String given) {
    String name = given.strip();
    if (name.isEmpty()) {
      throw new PromptException(command + ": expected the name of a file");
    }
    try {
      return Path.of(
          name.startsWith("~/") ? System.getProperty("user.home") + name.substring(1) : name);
    } catch (InvalidPathException e) {
      throw new PromptException(name + ": no name of a file (" + e.getReason() + ")");
    }
  }
}
