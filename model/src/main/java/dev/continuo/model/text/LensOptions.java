package dev.continuo.model.text;

import dev.continuo.model.config.ModelException;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * What a {@link Lens} looks at.
 *
 * @param position the token after which layers are asked, counted from 0 with those that a
 *     vocabulary puts in front of every text; without one, the last
 * @param count how many of the likeliest tokens are told
 * @param checkpoints of how many of a run's checkpoints the answer is told, at most; where there
 *     are more, the first, the last and some evenly between
 */
public record LensOptions(OptionalInt position, int count, int checkpoints) {

  public static final int MOST_TOKENS = 1000;
  public static final int MOST_CHECKPOINTS = 100;

  public LensOptions {
    check("position", position.orElse(0), 0, Integer.MAX_VALUE);
    check("top", count, 1, MOST_TOKENS);
    check("checkpoints", checkpoints, 0, MOST_CHECKPOINTS);
  }

  /** The last token, five likeliest tokens, and no more than 32 checkpoints. */
  public static LensOptions defaults() {
    return new LensOptions(OptionalInt.empty(), 5, 32);
  }

  /** After this token of the text. */
  public LensOptions at(int newPosition) {
    return new LensOptions(OptionalInt.of(newPosition), count, checkpoints);
  }

  public LensOptions withCount(int newCount) {
    return new LensOptions(position, newCount, checkpoints);
  }

  public LensOptions withCheckpoints(int most) {
    return new LensOptions(position, count, most);
  }

  private static void check(String name, int found, int least, int most) {
    if (found < least || found > most) {
      throw new ModelException(
          String.format(Locale.ROOT, "%s must be from %d to %d: %d", name, least, most, found));
    }
  }
}
