package dev.continuo.trainer.eval;

/**
 * How well a model that was trained continues a text.
 *
 * @param score of all its tokens
 * @param endingAccuracy the share of the tokens of masked endings that were the likeliest ones; NaN
 *     where the text has none
 */
public record ModelScore(Score score, double endingAccuracy) {}
