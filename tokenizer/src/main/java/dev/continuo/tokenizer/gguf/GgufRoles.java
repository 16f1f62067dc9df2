package dev.continuo.tokenizer.gguf;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a GGUF file says about single tokens and about the text before it is cut; empty where it
 * says nothing.
 *
 * @param addsBos whether a token stands in front of every text
 * @param bos that begin-of-sequence token
 * @param unknown the token for what the vocabulary lacks
 * @param padding the token that fills up batches
 * @param addsSpace whether a space is put in front of every text
 * @param lowercases whether text is turned to lower case
 */
public record GgufRoles(
    Optional<Boolean> addsBos,
    OptionalInt bos,
    OptionalInt unknown,
    OptionalInt padding,
    Optional<Boolean> addsSpace,
    Optional<Boolean> lowercases) {

  /** A file that says nothing. */
  public static final GgufRoles NONE =
      new GgufRoles(
          Optional.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty());

  /** The same with a begin-of-sequence token. */
  public GgufRoles withBos(Optional<Boolean> newAddsBos, OptionalInt newBos) {
    return new GgufRoles(newAddsBos, newBos, unknown, padding, addsSpace, lowercases);
  }
}
