package dev.continuo.corpus.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.minhash.MinHashFilter;
import org.apache.lucene.analysis.shingle.ShingleFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.junit.jupiter.api.Test;

class MinHashTest {

  private static final NearDuplicateRule RULE = NearDuplicateRule.DEFAULT;
  private static final int WORDS = 200;

  private final MinHash hash = new MinHash(RULE);

  /**
   * Estimates of 112 hashes spread by sqrt(s(1-s)/112); means of many lie within three of theirs.
   */
  @Test
  void signaturesEstimateTheJaccardSimilarityOfLucenesShingles() {
    SplittableRandom random = new SplittableRandom(3);
    for (double share : new double[] {0, 0.02, 0.1, 0.3, 0.5}) {
      double exact = 0;
      double estimated = 0;
      double variance = 0;
      int pairs = 60;
      for (int i = 0; i < pairs; i++) {
        List<String> words = Planted.words(WORDS, random);
        String one = String.join(" ", words);
        String other = String.join(", ", Planted.passage(words, share, random));
        double similarity = Planted.similarity(one, other, RULE.words());
        exact += similarity / pairs;
        estimated += equalShare(hash.signature(one), hash.signature(other)) / pairs;
        variance += similarity * (1 - similarity) / RULE.hashes() / pairs / pairs;
      }
      assertThat(estimated).isCloseTo(exact, within(3 * Math.sqrt(variance) + 1e-9));
    }
  }

  /** The slow reference: Lucene's filter with as many functions, one bucket and one hash kept. */
  @Test
  void lucenesOwnFilterEstimatesTheSame() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    List<String> words = Planted.words(WORDS, random);
    String one = String.join(" ", words);
    String other = String.join(" ", Planted.passage(words, 0.2, random));
    double ours = equalShare(hash.signature(one), hash.signature(other));
    Set<String> common = lucene(one);
    common.retainAll(lucene(other));
    double deviation = Math.sqrt(0.25 / RULE.hashes());
    assertThat((double) common.size() / RULE.hashes()).isCloseTo(ours, within(4 * deviation));
  }

  private static Set<String> lucene(String text) throws IOException {
    StandardTokenizer tokenizer = new StandardTokenizer();
    ShingleFilter shingles =
        new ShingleFilter(new LowerCaseFilter(tokenizer), RULE.words(), RULE.words());
    shingles.setOutputUnigrams(false);
    Set<String> least = new HashSet<>();
    try (MinHashFilter filter = new MinHashFilter(shingles, RULE.hashes(), 1, 1, false)) {
      CharTermAttribute term = filter.getAttribute(CharTermAttribute.class);
      tokenizer.setReader(new StringReader(text));
      filter.reset();
      int place = 0;
      while (filter.incrementToken()) {
        least.add(place++ + term.toString());
      }
      filter.end();
    }
    return least;
  }

  private static double equalShare(int[] one, int[] other) {
    long equal = IntStream.range(0, one.length).filter(i -> one[i] == other[i]).count();
    return (double) equal / one.length;
  }

  /** What is found of planted duplicates is what the curve of banding says for their similarity. */
  @Test
  void plantedDuplicatesAreFoundAsTheCurveSays() {
    SplittableRandom random = new SplittableRandom(7);
    int pairs = 250;
    for (double share : new double[] {0.05, 0.1, 0.3, 0.5}) {
      for (boolean scattered : new boolean[] {true, false}) {
        double predicted = 0;
        double variance = 0;
        int found = 0;
        for (int i = 0; i < pairs; i++) {
          List<String> words = Planted.words(WORDS, random);
          List<String> edited =
              scattered
                  ? Planted.scattered(words, share, random)
                  : Planted.passage(words, share, random);
          String one = String.join(" ", words);
          String other = String.join(" ", edited);
          double probability = RULE.probability(Planted.similarity(one, other, RULE.words()));
          predicted += probability;
          variance += probability * (1 - probability);
          found += meet(one, other) ? 1 : 0;
        }
        assertThat((double) found)
            .as("found of %d with %.0f %% edited", pairs, share * 100)
            .isCloseTo(predicted, within(3.5 * Math.sqrt(variance) + 1));
      }
    }
  }

  /** Documents that have nothing in common never meet. */
  @Test
  void strangersNeverMeet() {
    SplittableRandom random = new SplittableRandom(9);
    Set<Entry> seen = new HashSet<>();
    List<Entry> all = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      all.addAll(hash.bands(String.join(" ", Planted.words(WORDS, random)), 0));
    }
    assertThat(all).allMatch(seen::add).hasSize(400 * RULE.bands());
  }

  @Test
  void shortTextsAndEmptyOnes() {
    assertThat(meet("To be, or not", "to BE or... not!")).isTrue();
    assertThat(meet("To be or not", "to be or knot")).isFalse();
    assertThat(hash.bands(" … !", 1)).isEmpty();
    assertThat(meet("床前明月光疑是地上霜", "床前明月光，疑是地上霜。")).isTrue();
  }

  @Test
  void theCurveOfTheReferenceRecipe() {
    // datatrove's documentation: 14 bands of 8 find half of the pairs at about 0.7 similarity.
    assertThat(RULE.probability(0.7)).isCloseTo(0.565, within(0.005));
    assertThat(RULE.probability(0.9)).isGreaterThan(0.999);
    assertThat(RULE.probability(0.4)).isLessThan(0.01);
  }

  private boolean meet(String one, String other) {
    Set<Entry> bands = new HashSet<>(hash.bands(one, 0));
    return hash.bands(other, 0).stream().anyMatch(bands::contains);
  }
}
