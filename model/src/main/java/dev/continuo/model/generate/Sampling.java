package dev.continuo.model.generate;

/**
 * How the next token is drawn. The filters apply in the order of the components.
 *
 * @param temperature what logits are divided by; 0 always takes the likeliest token
 * @param topK how many of the likeliest tokens stay in play; 0 keeps all
 * @param topP the likeliest tokens stay in play whose probabilities reach this sum; 1 keeps all
 * @param minP tokens stay in play that have at least this share of the likeliest one's probability;
 *     0 keeps all
 * @param typicalP the tokens stay in play whose surprise is closest to the expected one and whose
 *     probabilities reach this sum; 1 keeps all
 * @param seed decides the random choices: the same seed gives the same continuation
 */
public record Sampling(
    double temperature, int topK, double topP, double minP, double typicalP, long seed) {

  /** Always the likeliest token. */
  public static final Sampling GREEDY = new Sampling(0, 0, 1, 0, 1, 0);

  public Sampling {
    GenerationOptions.require(
        temperature >= 0 && temperature <= 100,
        "temperature must be from 0 to 100: " + temperature);
    GenerationOptions.require(topK >= 0, "topK must be 0 or more: " + topK);
    GenerationOptions.require(topP > 0 && topP <= 1, "topP must be above 0 and at most 1: " + topP);
    GenerationOptions.require(minP >= 0 && minP <= 1, "minP must be from 0 to 1: " + minP);
    GenerationOptions.require(
        typicalP > 0 && typicalP <= 1, "typicalP must be above 0 and at most 1: " + typicalP);
  }

  public Sampling withTemperature(double newTemperature) {
    return new Sampling(newTemperature, topK, topP, minP, typicalP, seed);
  }

  public Sampling withTopK(int newTopK) {
    return new Sampling(temperature, newTopK, topP, minP, typicalP, seed);
  }

  public Sampling withTopP(double newTopP) {
    return new Sampling(temperature, topK, newTopP, minP, typicalP, seed);
  }

  public Sampling withMinP(double newMinP) {
    return new Sampling(temperature, topK, topP, newMinP, typicalP, seed);
  }

  public Sampling withTypicalP(double newTypicalP) {
    return new Sampling(temperature, topK, topP, minP, newTypicalP, seed);
  }

  public Sampling withSeed(long newSeed) {
    return new Sampling(temperature, topK, topP, minP, typicalP, newSeed);
  }
}
