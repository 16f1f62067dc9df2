package dev.continuo.tokenizer.shard;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A token shard cannot be read or written. The message is one line: the file, the place in it, what
 * was expected, what was found and what to do next.
 */
public final class ShardException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ShardException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  static ShardException damaged(Path file, String place, Object expected, Object found) {
    String message =
        "%s: %s: expected %s, found %s; build the corpus again"
            .formatted(file, place, expected, found);
    return new ShardException(message, null);
  }
}
