package dev.continuo.tokenizer.text;

import java.util.Arrays;
import java.util.function.Function;

/**
 * Streams any decoder by decoding everything again with each token and showing what has been added.
 * The text of the newest token waits for the next one, because decoders that rewrite their output
 * look at neighbours.
 */
final class RedecodingStream implements StreamingDecoder {

  private final Function<int[], String> decode;
  private int[] ids = new int[16];
  private int count;
  private String previous = "";
  private int shown;

  RedecodingStream(Function<int[], String> decode) {
    this.decode = decode;
  }

  @Override
  public String next(int id) {
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
