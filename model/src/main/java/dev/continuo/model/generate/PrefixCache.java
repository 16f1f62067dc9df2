package dev.continuo.model.generate;

import dev.continuo.model.runtime.RuntimeModel;
import dev.continuo.model.runtime.Session;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Texts that were read lately, with their keys and values: a text that begins as one of them is
 * read only from where they part. So going on with a text, taking its end back and branching off it
 * cost no more than the tokens that are new. The logits are the same bits either way on a CPU.
 * Thread-safe.
 */
final class PrefixCache {

  /** Texts take at most this part of the heap. */
  private static final int PART_OF_HEAP = 16;

  /** On a device, texts take at most this part of its memory for keys and values. */
  private static final int PART_OF_DEVICE = 2;

  private static final long MOST_BYTES = 256L << 20;

  private static final int MOST_TEXTS = 64;

  /** A text may have so much room for the tokens that it has. */
  private static final int ROOM = 2;

  private static final class Text {
    private final Session session;
    private final int[] ids;

    private boolean dropped;

    Text(Session session, int[] ids) {
      this.session = session;
      this.ids = ids;
    }

    /** A copy of its beginning, or null where it has been dropped meanwhile. */
    synchronized @Nullable Session fork(int length) {
      return dropped ? null : session.fork(length);
    }

    synchronized void drop() {
      dropped = true;
      session.close();
    }
  }

  private final RuntimeModel model;
  private final long mostTokens;
  private final Deque<Text> texts = new ArrayDeque<>(); // the last read first
  private long tokens;

  PrefixCache(RuntimeModel model) {
    this(
        model,
        model.cachedTokens().isPresent()
            ? model.cachedTokens().getAsLong() / PART_OF_DEVICE
            : Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / PART_OF_HEAP)
                / (ROOM * model.bytesPerToken()));
    model.onShortage(this::dropOldest);
  }

  /** A cache of texts that have so many tokens together. */
  PrefixCache(RuntimeModel model, long mostTokens) {
    this.model = model;
    this.mostTokens = mostTokens;
  }

  /** A session that has read nothing. */
  Session fresh() {
    return model.newSession();
  }

  /**
   * A session that has read the longest beginning of a text that is known, but never its last
   * token. What is known is copied, since several texts may go on from it.
   */
  Session read(int[] text, int length) {
    Text best = null;
    int shared = 0;
    synchronized (this) {
      for (Text known : texts) {
        int same = Math.min(shared(known.ids, text, length), length - 1);
        if (same > shared) {
          best = known;
          shared = same;
        }
      }
      if (best != null) {
        remove(best);
        add(best);
      }
    }
    Session copy = best == null ? null : best.fork(shared);
    return copy == null ? fresh() : copy;
  }

  /**
   * Keeps what a session has read; nobody else uses it any more.
   *
   * @param text the text, of which the session has read the beginning
   */
  synchronized void keep(Session session, int[] text) {
    if (session.length() == 0 || session.length() > mostTokens) {
      session.close();
      return;
    }
    Text read = new Text(session, Arrays.copyOf(text, session.length()));
    @Nullable Text longer = null;
    for (Iterator<Text> known = texts.iterator(); known.hasNext(); ) {
      Text other = known.next();
      int same = shared(other.ids, read.ids, read.ids.length);
      if (same == other.ids.length) {
        known.remove();
        tokens -= other.ids.length;
        other.drop();
      } else if (same == read.ids.length) {
        longer = other;
      }
    }
    if (longer != null) {
      remove(longer);
      session.close();
    }
    add(longer == null ? read : longer);
    while (tokens > mostTokens || texts.size() > MOST_TEXTS) {
      dropOldest();
    }
  }

  /** Forgets the text that was read the longest ago; whether there was one. */
  private synchronized boolean dropOldest() {
    Text oldest = texts.pollLast();
    if (oldest == null) {
      return false;
    }
    tokens -= oldest.ids.length;
    oldest.drop();
    return true;
  }

  private void add(Text text) {
    texts.addFirst(text);
    tokens += text.ids.length;
  }

  private void remove(Text text) {
    texts.remove(text);
    tokens -= text.ids.length;
  }

  /** How many tokens a known text and a new one begin with alike. */
  private static int shared(int[] known, int[] text, int length) {
    int end = Math.min(known.length, length);
    int differs = Arrays.mismatch(known, 0, end, text, 0, end);
    return differs < 0 ? end : differs;
  }
}
