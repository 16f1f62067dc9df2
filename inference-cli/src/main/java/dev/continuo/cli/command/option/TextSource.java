package dev.continuo.cli.command.option;

import dev.continuo.cli.terminal.Task;
import dev.continuo.cli.terminal.Terminal;
import dev.continuo.tokenizer.json.TokenizerException;
import dev.continuo.tokenizer.text.TextChunks;
import dev.continuo.tokenizer.text.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The arguments that give a text exactly as it is: itself, a file, or standard input; and how
 * special tokens in it are taken.
 */
public final class TextSource {

  private static final int LONGEST = 1 << 28;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--allow-special",
      description = "Encode the names of special tokens in the text as these tokens.")
  private boolean allowsSpecials;

  @Parameters(arity = "0..1", paramLabel = "TEXT", description = "Default: standard input.")
  private @Nullable String text;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "A UTF-8 text file of any size to take instead of TEXT.")
  private @Nullable Path file;

  /** Refuses TEXT and --file together. */
  public void checkUsage() {
    if (text != null && file != null) {
      throw new ParameterException(spec.commandLine(), "TEXT and --file contradict each other");
    }
  }

  /**
   * Shows the text in chunks that the tokenizer may encode one after the other.
   *
   * @param showsProgress whether to tell on standard error how far it is
   */
  public void forEachChunk(Tokenizer tokenizer, boolean showsProgress, Consumer<String> consumer) {
    String name = file == null ? "standard input" : file.toString();
    try (Reader reader = open()) {
      if (tokenizer.encodesChunks()) {
        Terminal.Mode mode = showsProgress ? Terminal.Mode.TEXT : Terminal.Mode.QUIET;
        try (Task task = new Task(new Terminal(spec.commandLine().getErr(), mode))) {
          long characters = 0;
          for (TextChunks chunks = new TextChunks(reader); chunks.hasNext(); ) {
            String chunk = chunks.next();
            consumer.accept(chunk);
            characters += chunk.length();
            task.at("encoding", characters, 0, Task.Unit.CHARACTERS);
          }
        }
      } else {
        consumer.accept(whole(reader, name));
      }
    } catch (IOException e) {
      throw unreadable(name, e);
    } catch (UncheckedIOException e) {
      throw unreadable(name, new IOException(e));
    }
  }

  /** All of standard input. */
  public static String standardInput() {
    String name = "standard input";
    try (Reader reader = new InputStreamReader(System.in, StandardCharsets.UTF_8.newDecoder())) {
      return whole(reader, name);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  /** The ids of a chunk. */
  public int[] encode(Tokenizer tokenizer, String chunk) {
    return allowsSpecials ? tokenizer.encodeWithSpecials(chunk) : tokenizer.encode(chunk);
  }

  private Reader open() throws IOException {
    if (text != null) {
      return new StringReader(text);
    }
    InputStream stream = file == null ? System.in : Files.newInputStream(file);
    return new InputStreamReader(stream, StandardCharsets.UTF_8.newDecoder());
  }

  private static String whole(Reader reader, String name) throws IOException {
    StringBuilder all = new StringBuilder();
    char[] buffer = new char[1 << 16];
    for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
      all.append(buffer, 0, read);
      if (all.length() > LONGEST) {
        throw new TokenizerException(
            String.format(
                Locale.ROOT,
                "%s: expected at most %d characters for a tokenizer of this kind; cut the text",
                name,
                LONGEST));
      }
    }
    return all.toString();
  }

  private static TokenizerException unreadable(String name, IOException e) {
    return new TokenizerException(
        switch (e) {
          case CharacterCodingException _ -> name + ": expected UTF-8 text, found other bytes";
          case NoSuchFileException _ -> name + ": expected a text file, found nothing there";
          default -> "%s: cannot be read: %s".formatted(name, e.getMessage());
        },
        e);
  }
}
