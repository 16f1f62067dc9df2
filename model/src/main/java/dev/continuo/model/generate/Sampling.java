package dev.continuo.model.generate;

/**
 * How the next token is drawn. The filters apply in the order of the components.
 *
 * @param temperature what logits are divided by; 0 always takes the likeliest token
 * @param topK how many of the likeliest tokens stay in play; 0 keeps all, and so does -1, which
 *     becomes 0
 * @param topP the likeliest tokens stay in play whose probabilities reach this sum; 1 keeps all, 0
 *     the likeliest alone
 * @param minP tokens stay in play that have at least this share of the likeliest one's probability;
 *     0 keeps all
 * @param typicalP the tokens stay in play whose surprise is closest to the expected one and whose
 *     probabilities reach this sum; 1 keeps all, 0 the closest alone
 * @param seed decides the random choices: the same seed gives the same continuation
 */
public record Sampling(
    double temperature, int topK, double topP, double minP, double typicalP, long seed) {

  public static final Range TEMPERATURE = new Range(0, 100);
  public static final Range TOP_K = new Range(-1, Integer.MAX_VALUE);

  /** Of topP, minP and typicalP. */
  public static final Range SHARE = new Range(0, 1);

  /** Always the likeliest token. */
  public static final Sampling GREEDY = new Sampling(0, 0, 1, 0, 1, 0);

  public Sampling {
    TEMPERATURE.check("temperature", temperature);
    TOP_K.check("topK", topK);
    SHARE.check("topP", topP);
    SHARE.check("minP", minP);
    SHARE.check("typicalP", typicalP);
    topK = Math.max(0, topK);
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
