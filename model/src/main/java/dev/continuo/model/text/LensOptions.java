package dev.continuo.model.text;

import dev.continuo.model.config.ModelException;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * What a {@link Lens} looks at.
 *
 * @param position the position of the token after which the layers are read, counted from 0; a
 *     beginning-of-text token counts too. The last token if empty
 * @param count how many of the likeliest tokens each layer and checkpoint shows
 * @param checkpoints the most checkpoints of the run that are read; of more, the first, the last
 *     and some evenly spaced between them
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
