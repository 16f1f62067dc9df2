package dev.continuo.tokenizer.text;

import java.util.Arrays;
import java.util.function.Function;
import java.util.function.IntPredicate;

/**
 * Streams any decoder by decoding again with each token and showing what has been added. The text
 * of the newest token waits for the next one, because decoders that rewrite their output look at
 * neighbours. Where a decoder looks at neighbours alone, only the latest tokens are decoded again,
 * so that time grows with the length.
 *
 * <p>Where such decoders have tokens for single bytes, one byte too many breaks the whole run of
 * bytes before it, of which whole characters may have been shown.
 */
final class RedecodingStream implements StreamingDecoder {

  /** The most tokens that are decoded again where fewer are enough. */
  private static final int MOST = 64;

  /** The tokens that are kept of those, the first that may start among them. */
  private static final int KEPT = 16;

  private final Function<int[], String> decode;
  private final IntPredicate hasText;
  private final IntPredicate mayStart;
  private int[] ids = new int[MOST];
  private int count;
  private String previous = "";
  private int shown;

  /**
   * A stream.
   *
   * @param hasText whether an id matters to the decoder at all
   * @param mayStart whether decoding may start at an id as if nothing were before it, but for white
   *     space at its start; false for all ids where the decoder is not known
   */
  RedecodingStream(Function<int[], String> decode, IntPredicate hasText, IntPredicate mayStart) {
    this.decode = decode;
    this.hasText = hasText;
    this.mayStart = mayStart;
  }

  @Override
  public String next(int id) {
    if (!hasText.test(id)) {
      return "";
    }
    if (count >= MOST) {
      forget();
    }
    if (count == ids.length) {
      ids = Arrays.copyOf(ids, count * 2);
    }
    ids[count++] = id;
    String all = decode.apply(Arrays.copyOf(ids, count));
    int end = agreement(previous, all);
    previous = all;
    if (end <= shown) {
      return "";
    }
    String piece = all.substring(shown, end);
    shown = end;
    return piece;
  }

  @Override
  public String flush() {
    String rest = previous.substring(Math.min(shown, previous.length()));
    count = 0;
    previous = "";
    shown = 0;
    return rest;
  }

  /** Drops the older tokens if what is not shown yet comes from the kept ones alone. */
  private void forget() {
    int from = count - KEPT;
    while (from < count && !mayStart.test(ids[from])) {
      from++;
    }
    if (from == count) {
      return;
    }
    String kept = decode.apply(Arrays.copyOfRange(ids, from, count));
    int waiting = previous.length() - shown;
    if (!kept.isBlank() && kept.length() > waiting && previous.endsWith(kept.stripLeading())) {
      System.arraycopy(ids, from, ids, 0, count - from);
      count -= from;
      previous = kept;
      shown = kept.length() - waiting;
    }
  }

  /** The chars that two decodings share, without a replacement character at the end. */
  private static int agreement(String earlier, String later) {
    int end = 0;
    int limit = Math.min(earlier.length(), later.length());
    while (end < limit && earlier.charAt(end) == later.charAt(end)) {
      end++;
    }
    while (end > 0
        && (later.charAt(end - 1) == '\uFFFD'
            || Character.isHighSurrogate(later.charAt(end - 1)))) {
      end--;
    }
    return end;
  }
}
