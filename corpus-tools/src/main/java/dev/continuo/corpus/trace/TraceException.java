package dev.continuo.corpus.trace;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A text cannot be traced. The message is one line: the file, what was expected, what was found and
 * what to do next.
 */
public final class TraceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Reason {
    /** There is no index. */
    MISSING,
    /** The index, or the corpus that it is of, cannot be read or is not whole. */
    DAMAGED,
    /** The index was written by another version. */
    OTHER_VERSION,
    /** The index is of another corpus. */
    OTHER_CORPUS,
    /** The text is longer than an index can be searched for. */
    TOO_LONG
  }

  private static final String ANEW = "; make an index with continuo trace -m RUN --index";

  private final Reason reason;

  private TraceException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  static TraceException missing(Path folder) {
    return new TraceException(
        Reason.MISSING,
        folder + ": expected an index of the training text, found none" + ANEW,
        null);
  }

  static TraceException damaged(Path file, String found, @Nullable Throwable cause) {
    return new TraceException(
        Reason.DAMAGED, file + ": expected a whole index, found " + found + ANEW, cause);
  }

  static TraceException unwritable(Path folder, Throwable cause) {
    return new TraceException(
        Reason.DAMAGED, folder + ": the index cannot be written: " + cause, cause);
  }

  static TraceException otherVersion(Path file, int expected, int found) {
    return new TraceException(
        Reason.OTHER_VERSION,
        file + ": expected version " + expected + ", found " + found + ANEW,
        null);
  }

  static TraceException otherCorpus(Path file, Path shard) {
    return new TraceException(
        Reason.OTHER_CORPUS,
        file + ": expected an index of " + shard + ", found that of another text" + ANEW,
        null);
  }

  static TraceException tooLong(int most, int found) {
    return new TraceException(
        Reason.TOO_LONG,
        String.format(
            Locale.ROOT,
            "the text: expected at most %,d tokens, found %,d; trace it in parts",
            most,
            found),
        null);
  }

  /** What is wrong. */
  public Reason reason() {
    return reason;
  }
}
