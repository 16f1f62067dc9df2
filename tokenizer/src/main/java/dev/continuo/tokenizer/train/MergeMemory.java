package dev.continuo.tokenizer.train;

import dev.continuo.tokenizer.json.TokenizerException;
import java.util.Locale;

/** Checks before merging starts that it will fit into memory. */
final class MergeMemory {

  /** Bytes for a position: its id, and its places in up to three queued pairs. */
  private static final int BYTES_A_POSITION = 12;

  private MergeMemory() {}

  static void check(long positions) {
    long needed = Math.multiplyExact(positions, BYTES_A_POSITION);
    long most = Runtime.getRuntime().maxMemory();
    if (needed > most) {
      throw new TokenizerException(
          String.format(
              Locale.ROOT,
              ("the distinct words of the text take %d bytes; expected a heap of %d bytes to merge them,"
                  + " found %d: give Java more (CONTINUO_JVM_OPTIONS=-Xmx%dg) or train on less text"),
              positions,
              needed,
              most,
              (needed >> 30) + 1));
    }
  }
}
