package dev.continuo.tokenizer.decoder;

import java.util.Arrays;

/**
 * Streams any decoder: with each token the latest tokens are decoded again, and what has been added
 * is shown. The text of the newest token waits for the next one, because some decoders rewrite text
 * by its neighbours. Only some tokens are decoded again, so the time is linear in the length.
 *
 * <p>Tokens for single bytes are text only as a whole run: {@code E6 B1 89} is {@code 汉}, but one
 * byte too many makes four replacement characters of it. So a run is shown once it has ended.
 */
final class RedecodingStream implements StreamingDecoder {

  /** The most tokens that are decoded again where fewer are enough. */
  private static final int MOST = 64;

  /** The tokens that are kept of those, the first that may start among them. */
  private static final int KEPT = 16;

  private final Source source;
  private int[] ids = new int[MOST];
  private int count;
  private boolean runIsOpen;
  private String previous = "";
  private int shown;

  RedecodingStream(Source source) {
    this.source = source;
  }

  /** What a stream has to know of a decoder. */
  interface Source {

    String decode(int[] ids);

    /** Whether an id matters to the decoder at all. */
    boolean hasText(int id);

    /** Whether a token's text is certain only when the run of such tokens has ended. */
    boolean isOfRun(int id);

    /** Whether decoding may start at an id as if only white space were before it. */
    boolean mayStart(int id);
  }

  @Override
  public String next(int id) {
    if (!source.hasText(id)) {
      return "";
    }
    if (source.isOfRun(id)) {
      append(id);
      boolean begins = !runIsOpen;
      runIsOpen = true;
      return begins ? shownTo(agreement(previous, decoded(0))) : "";
    }
    endRun();
    if (count >= MOST) {
      forget();
    }
    append(id);
    String before = previous;
    previous = decoded(0);
    return shownTo(agreement(before, previous));
  }

  @Override
  public boolean isOneBehind() {
    return true;
  }

  @Override
  public String flush() {
    endRun();
    String rest = previous.substring(Math.min(shown, previous.length()));
    count = 0;
    previous = "";
    shown = 0;
    return rest;
  }

  private String shownTo(int end) {
    if (end <= shown) {
      return "";
    }
    String piece = previous.substring(shown, end);
    shown = end;
    return piece;
  }

  private void append(int id) {
    if (count == ids.length) {
      ids = Arrays.copyOf(ids, count * 2);
    }
    ids[count++] = id;
  }

  private String decoded(int from) {
    return source.decode(Arrays.copyOfRange(ids, from, count));
  }

  private void endRun() {
    if (runIsOpen) {
      runIsOpen = false;
      previous = decoded(0);
    }
  }

  /** Drops the older tokens if what is not shown yet comes from the kept ones alone. */
  private void forget() {
    int from = count - KEPT;
    while (from < count && !source.mayStart(ids[from])) {
      from++;
    }
    if (from == count) {
      return;
    }
    String kept = decoded(from);
    int waiting = previous.length() - shown;
    if (!kept.isBlank() && kept.length() > waiting && previous.endsWith(kept.stripLeading())) {
      System.arraycopy(ids, from, ids, 0, count - from);
      count -= from;
      previous = kept;
      shown = kept.length() - waiting;
    }
  }

  /** The chars that two decodings share, up to a whole character. */
  private static int agreement(String earlier, String later) {
    int end = 0;
    int limit = Math.min(earlier.length(), later.length());
    while (end < limit && earlier.charAt(end) == later.charAt(end)) {
      end++;
    }
    boolean insideCharacter = end > 0 && Character.isHighSurrogate(later.charAt(end - 1));
    return insideCharacter ? end - 1 : end;
  }
}
