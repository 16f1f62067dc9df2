package dev.continuo.cli.prompt;

import dev.continuo.cli.prompt.tree.TreeException;
import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.trace.TraceException;
import dev.continuo.model.config.ModelException;
import dev.continuo.tokenizer.files.FileException;
import dev.continuo.tokenizer.files.OutputException;
import dev.continuo.tokenizer.json.TokenizerException;
import dev.continuo.tokenizer.shard.ShardException;
import dev.continuo.trainer.config.TrainingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers the lines of a conversation one after the other. A line that begins with a slash is a
 * command, one that begins with two is text with one; an empty line goes on with the text.
 */
public final class PromptLoop {

  private static final String SLASH = "/";

  private final PromptModel model;
  private final LineSource lines;
  private final Screen screen;
  private final Conversation conversation;
  private final Choices choices;
  private final Writer writer;
  private final WritingCommands writing;

  /** A conversation with a model, which begins with some settings. */
  public PromptLoop(PromptModel model, PromptSettings settings, LineSource lines, Screen screen) {
    this.model = model;
    this.lines = lines;
    this.screen = screen;
    conversation = new Conversation(model.texts());
    choices = new Choices(lines, screen);
    writer = new Writer(conversation, settings, lines, screen);
    writing = new WritingCommands(conversation, writer, choices, lines, screen);
  }

  /** Answers until the lines end or the user leaves. */
  public void run() throws IOException {
    try (TraceCommands trace = new TraceCommands(conversation, model.trace(), screen)) {
      CommandTable commands = new CommandTable(commands(trace));
      lines.completeWith(new Completions(commands.names(), conversation.tree()));
      lines.onInterrupt(writer::stop);
      for (String line = nextLine(); line != null; line = nextLine()) {
        if (line.split("\\s", 2)[0].equals(CommandTable.QUIT)) {
          return;
        }
        answer(line, commands);
      }
    }
  }

  private List<TypedCommand> commands(TraceCommands trace) {
    List<TypedCommand> commands = new ArrayList<>(writing.list());
    commands.addAll(trace.list());
    commands.addAll(new NavigationCommands(conversation, choices, lines, screen).list());
    commands.addAll(new SettingCommands(conversation.model().config(), writer, screen).list());
    commands.addAll(
        new FileCommands(model.name(), conversation, writer::settings, choices, screen).list());
    return commands;
  }

  /** A line that was typed where a number was asked for comes first. */
  private @Nullable String nextLine() throws IOException {
    String waiting = choices.takeWaiting();
    return waiting == null ? lines.next() : waiting;
  }

  private void answer(String line, CommandTable commands) throws IOException {
    try {
      if (!line.startsWith(SLASH)) {
        writing.proceed(line);
      } else if (line.startsWith(SLASH + SLASH)) {
        writing.proceed(line.substring(1));
      } else {
        carryOut(line, commands);
      }
    } catch (PromptException
        | TreeException
        | ModelException
        | TokenizerException
        | TraceException
        | TrainingException
        | CorpusException
        | ShardException
        | OutputException
        | FileException e) {
      screen.note(String.valueOf(e.getMessage()));
    } catch (OutOfMemoryError e) {
      screen.note("not enough memory; all texts are still here; take fewer branches or save them");
    }
  }

  private void carryOut(String line, CommandTable commands) throws IOException {
    String[] words = line.split("\\s", 2);
    if (words[0].equals(CommandTable.HELP)) {
      commands.help().forEach(screen::note);
      return;
    }
    TypedCommand command =
        commands.find(words[0]).orElseThrow(() -> new PromptException(commands.unknown(words[0])));
    command.action().run(words.length == 1 ? "" : words[1]);
  }
}
