package dev.continuo.cli.command;

import dev.continuo.tokenizer.text.TokenizerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The arguments that give a text exactly as it is: itself, a file, or standard input. */
final class TextSource {

  private static final int LONGEST = 1 << 28;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "TEXT", description = "Default: standard input.")
  private @Nullable String text;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "A UTF-8 text file to take instead of TEXT.")
  private @Nullable Path file;

  String read() {
    if (text != null) {
      if (file != null) {
        throw new ParameterException(spec.commandLine(), "TEXT and --file contradict each other");
      }
      return text;
    }
    String name = file == null ? "standard input" : file.toString();
    try {
      byte[] bytes = bytes();
      if (bytes.length > LONGEST) {
        throw new TokenizerException(
            "%s: expected at most %d bytes; cut the text into smaller files"
                .formatted(name, LONGEST));
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new TokenizerException(name + ": expected UTF-8 text, found other bytes", e);
    } catch (NoSuchFileException e) {
      throw new TokenizerException(name + ": expected a text file, found nothing there", e);
    } catch (IOException e) {
      throw new TokenizerException("%s: cannot be read: %s".formatted(name, e.getMessage()), e);
    }
  }

  private byte[] bytes() throws IOException {
    if (file == null) {
      return System.in.readNBytes(LONGEST + 1);
    }
    try (InputStream stream = Files.newInputStream(file)) {
      return stream.readNBytes(LONGEST + 1);
    }
  }
}
