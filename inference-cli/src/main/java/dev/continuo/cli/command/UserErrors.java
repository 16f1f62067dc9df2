package dev.continuo.cli.command;

import ai.djl.engine.EngineException;
import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.trace.TraceException;
import dev.continuo.model.config.ModelException;
import dev.continuo.tokenizer.files.FileException;
import dev.continuo.tokenizer.files.OutputException;
import dev.continuo.tokenizer.json.TokenizerException;
import dev.continuo.tokenizer.shard.ShardException;
import dev.continuo.trainer.config.TrainingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The one line that says what went wrong. */
final class UserErrors {

  private UserErrors() {}

  static String describe(Throwable e) {
    if (e instanceof OutOfMemoryError) {
      return outOfMemory(e); // before the switch, which takes memory when it runs first
    }
    return switch (e) {
      case CorpusException known -> message(known);
      case ModelException known -> message(known);
      case ShardException known -> message(known);
      case TokenizerException known -> message(known);
      case TraceException known -> message(known);
      case TrainingException known -> message(known);
      case FileException known -> message(known);
      case OutputException known -> message(known);
      case UncheckedIOException io -> "cannot read or write: " + message(io);
      case IOException io -> "cannot read or write: " + io;
      case EngineException engine ->
          "libtorch failed: " + message(engine) + " (continuo doctor shows what is there)";
      default -> {
        Throwable shortage = shortage(e);
        yield shortage == null ? unexpected(e) : outOfMemory(shortage);
      }
    };
  }

  /**
   * Memory may run out where the error becomes the cause of another, or while a class is loaded.
   */
  private static @Nullable Throwable shortage(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError || message(cause).contains("OutOfMemoryError")) {
        return cause;
      }
    }
    return null;
  }

  private static String outOfMemory(Throwable shortage) {
    return "out of memory ("
        .concat(message(shortage))
        .concat("); give less at a time, or a larger Java heap with")
        .concat(" CONTINUO_JVM_OPTIONS=-Xmx8g");
  }

  private static String unexpected(Throwable e) {
    return e instanceof LinkageError linkage
        ? "a native library cannot be used: "
            + firstLine(linkage)
            + " (continuo doctor shows what is there)"
        : "a fault in Continuo: " + e + " (run again with --debug and report it)";
  }

  /** JCuda's message is a page long. */
  private static String firstLine(Throwable e) {
    return e.toString().lines().findFirst().orElse("");
  }

  private static String message(Throwable e) {
    return String.valueOf(e.getMessage());
  }
}
