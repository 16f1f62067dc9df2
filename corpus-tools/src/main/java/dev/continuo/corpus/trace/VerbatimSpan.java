package dev.continuo.corpus.trace;

import java.util.List;

/**
 * Tokens of a text that stand in the training text, in one document; with one token more at either
 * end they do not.
 *
 * @param firstToken the first of them
 * @param tokens how many they are
 * @param count how often they stand there
 * @param places the first of these places, as many as were asked for
 */
public record VerbatimSpan(int firstToken, int tokens, long count, List<Place> places) {

  public VerbatimSpan {
    places = List.copyOf(places);
  }

  /** The token behind the last of them. */
  public int endToken() {
    return firstToken + tokens;
  }
}
