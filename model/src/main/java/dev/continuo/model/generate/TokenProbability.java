package dev.continuo.model.generate;

/**
 * A token that may come next.
 *
 * @param id the token
 * @param probability how likely the model finds it, at temperature 1
 */
public record TokenProbability(int id, double probability) {}
