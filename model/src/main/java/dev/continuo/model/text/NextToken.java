package dev.continuo.model.text;

/**
 * A token that may come next.
 *
 * @param id the token
 * @param text its text; empty for a special token, U+FFFD for a part of a character
 * @param probability how likely the model finds it, at temperature 1
 * @param isEnd whether it ends the text
 */
public record NextToken(int id, String text, double probability, boolean isEnd) {}
