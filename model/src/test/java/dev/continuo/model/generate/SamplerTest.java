package dev.continuo.model.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.continuo.model.config.ModelException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SamplerTest {

  private static final Sampling ALL = GenerationOptions.sampled(1, 1).sampling();

  @Property(tries = 200)
  void candidatesAreInTheOrderOfTheirLogits(
      @ForAll @IntRange(min = 1, max = 500) int size,
      @ForAll @IntRange(max = 3) int spread,
      @ForAll long seed) {
    float[] logits = logits(size, spread, seed);
    Candidates candidates = new Candidates(logits, 1);
    List<Integer> sorted = sorted(logits);
    // Looked at in two steps: what is sorted later must fit behind what was sorted first.
    assertThat(candidates.id(size / 3)).isEqualTo(sorted.get(size / 3));
    assertThat(IntStream.range(0, size).map(candidates::id).boxed().toList()).isEqualTo(sorted);
    double likeliest = logits[sorted.getFirst()];
    for (int place = 0; place < size; place++) {
      assertThat(candidates.weight(place))
          .isCloseTo(Math.exp(logits[sorted.get(place)] - likeliest), within(1e-9));
    }
  }

  @Property(tries = 200)
  void filtersKeepWhatTheirDefinitionsSay(
      @ForAll @IntRange(min = 1, max = 300) int size,
      @ForAll @IntRange(min = 1, max = 310) int topK,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double topP,
      @ForAll @DoubleRange(min = 0.01, max = 1) double minP,
      @ForAll long seed) {
    float[] logits = logits(size, 3, seed);
    List<Integer> sorted = sorted(logits);
    double total = 0;
    for (float logit : logits) {
      total += Math.exp(logit);
    }
    int reached = 0;
    double sum = 0;
    while (reached < size && sum < topP - 1e-12) {
      sum += Math.exp(logits[sorted.get(reached++)]) / total;
    }
    assertThat(kept(logits, new Filter.TopK(topK))).isEqualTo(Math.min(topK, size));
    assertThat(kept(logits, new Filter.TopP(topP))).isEqualTo(reached);
    double least = logits[sorted.getFirst()] + Math.log(minP);
    long above = sorted.stream().filter(id -> logits[id] >= least - 1e-9).count();
    assertThat(kept(logits, new Filter.MinP(minP))).isEqualTo((int) above);
  }

  @Property(tries = 50)
  void onlyCandidatesThatStayAreDrawn(
      @ForAll @IntRange(min = 2, max = 100) int size,
      @ForAll @IntRange(min = 1, max = 5) int topK,
      @ForAll long seed) {
    float[] logits = logits(size, 3, seed);
    Set<Integer> likeliest = new HashSet<>(sorted(logits).subList(0, Math.min(topK, size)));
    Sampler sampler = Sampler.of(ALL.withTopK(topK).withTemperature(5).withSeed(seed));
    for (int i = 0; i < 50; i++) {
      assertThat(likeliest).contains(sampler.sample(logits));
    }
  }

  @Property(tries = 50)
  void theSameSeedDrawsTheSame(@ForAll long seed, @ForAll @Size(min = 1, max = 9) float[] raw) {
    float[] logits = logits(raw.length, 2, seed);
    Sampler one = Sampler.of(ALL.withSeed(seed));
    Sampler other = Sampler.of(ALL.withSeed(seed));
    for (int i = 0; i < 20; i++) {
      assertThat(one.sample(logits)).isEqualTo(other.sample(logits));
    }
  }

  @Test
  void drawsFollowTheDistribution() {
    double[] probabilities = {0.5, 0.3, 0.15, 0.05};
    float[] logits = new float[probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (2 * Math.log(probabilities[i]) + 7);
    }
    Sampler sampler = Sampler.of(ALL.withTemperature(2));
    int draws = 100_000;
    int[] counts = new int[probabilities.length];
    for (int i = 0; i < draws; i++) {
      counts[sampler.sample(logits)]++;
    }
    for (int i = 0; i < counts.length; i++) {
      double deviation = Math.sqrt(draws * probabilities[i] * (1 - probabilities[i]));
      assertThat((double) counts[i]).isCloseTo(draws * probabilities[i], within(5 * deviation));
    }
  }

  @Test
  void temperatureZeroTakesTheLikeliestAndOfEqualsTheFirst() {
    Sampler sampler = Sampler.of(ALL.withTemperature(0));
    assertThat(sampler.sample(new float[] {1, 3, 2, 3})).isEqualTo(1);
    assertThat(sampler.sample(new float[] {-0f, 0f})).isEqualTo(0);
  }

  @Test
  void aTinyTemperatureDoesNotOverflow() {
    Sampler sampler = Sampler.of(ALL.withTemperature(1e-300));
    assertThat(sampler.sample(new float[] {-3e38f, 3e38f, 2})).isEqualTo(1);
  }

  @Test
  void refusesLogitsThatAreNotFinite() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> Sampler.of(ALL).sample(new float[] {1, bad}))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("token 1: expected a finite logit");
    }
  }

  @Test
  void refusesOptionsOutOfRange() {
    refused(() -> GenerationOptions.greedy(-1), "maxTokens");
    refused(() -> ALL.withTemperature(-0.1), "temperature");
    refused(() -> ALL.withTemperature(Double.NaN), "temperature");
    refused(() -> ALL.withTopK(-2), "topK");
    refused(() -> ALL.withTopP(-0.01), "topP");
    refused(() -> ALL.withTopP(1.01), "topP");
    refused(() -> ALL.withMinP(Double.NaN), "minP");
  }

  private static void refused(Runnable options, String name) {
    assertThatThrownBy(options::run)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(name + " must be");
  }

  private static int kept(float[] logits, Filter filter) {
    Candidates candidates = new Candidates(logits, 1);
    filter.apply(candidates);
    return candidates.size();
  }

  private static List<Integer> sorted(float[] logits) {
    return IntStream.range(0, logits.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(id -> -logits[id]).thenComparing(id -> id))
        .toList();
  }

  /** Random logits; a small spread gives many equal ones. */
  private static float[] logits(int size, int spread, long seed) {
    Random random = new Random(seed);
    float[] logits = new float[size];
    for (int i = 0; i < size; i++) {
      double value = random.nextGaussian() * spread;
      logits[i] = (float) (spread < 2 ? Math.rint(value) + 0.0 : value);
    }
    return logits;
  }
}
