package dev.continuo.cli.prompt.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token that the model wrote.
 *
 * @param id the token
 * @param text what it adds to the text; empty for a part of a character
 * @param logProbability the natural logarithm of its probability; null where it was not sampled
 * @param entropy how undecided the model was at its place, in nats; null where it was not sampled
 * @param likeliest the likeliest tokens at its place, the likeliest first
 * @param cut whether a stop string ended the text within it, so that its text is not all of it
 */
public record TreeToken(
    int id,
    String text,
    @Nullable Double logProbability,
    @Nullable Double entropy,
    List<Other> likeliest,
    boolean cut) {

  /** A token that could have stood there. */
  public record Other(int id, String text, double logProbability) {}

  public TreeToken {
    likeliest = List.copyOf(likeliest);
  }
}
