package dev.continuo.corpus.dedup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Prints how many planted duplicates are found among strangers, how many the curve of banding says,
 * and how many of the pairs found are planted ones. To be run by hand.
 */
final class PlantedFigures {

  private static final int PAIRS = 4_000;
  private static final int WORDS = 300;
  private static final double[] EDITED = {0.02, 0.05, 0.1, 0.3, 0.5};

  private PlantedFigures() {}

  public static void main(String[] arguments) {
    for (boolean scattered : new boolean[] {false, true}) {
      for (double edited : EDITED) {
        print(scattered, edited);
      }
    }
  }

  private static void print(boolean scattered, double edited) {
    NearDuplicateRule rule = NearDuplicateRule.DEFAULT;
    MinHash hash = new MinHash(rule);
    SplittableRandom random = new SplittableRandom(1);
    Map<Entry, List<Integer>> buckets = new HashMap<>();
    double similarity = 0;
    double predicted = 0;
    double error = 0;
    for (int pair = 0; pair < PAIRS; pair++) {
      List<String> words = Planted.words(WORDS, random);
      String one = String.join(" ", words);
      String other =
          String.join(
              " ",
              scattered
                  ? Planted.scattered(words, edited, random)
                  : Planted.passage(words, edited, random));
      double exact = Planted.similarity(one, other, rule.words());
      similarity += exact / PAIRS;
      predicted += rule.probability(exact) / PAIRS;
      error += Math.abs(estimate(hash.signature(one), hash.signature(other)) - exact) / PAIRS;
      for (Entry key : hash.bands(one, 0)) {
        buckets.computeIfAbsent(key, k -> new ArrayList<>()).add(2 * pair);
      }
      for (Entry key : hash.bands(other, 0)) {
        buckets.computeIfAbsent(key, k -> new ArrayList<>()).add(2 * pair + 1);
      }
    }
    boolean[] found = new boolean[PAIRS];
    int strangers = 0;
    for (List<Integer> documents : buckets.values()) {
      for (int document : documents) {
        boolean planted = document / 2 == documents.getFirst() / 2;
        found[document / 2] |= planted && document != documents.getFirst();
        strangers += planted ? 0 : 1;
      }
    }
    int count = 0;
    for (boolean hit : found) {
      count += hit ? 1 : 0;
    }
    System.out.printf(
        Locale.ROOT,
        "| %s | %.0f %% | %.3f | %.3f | %.1f %% | %.1f %% | %d |%n",
        scattered ? "single words" : "one passage",
        100 * edited,
        similarity,
        error,
        100 * predicted,
        100.0 * count / PAIRS,
        strangers);
  }

  private static double estimate(int[] one, int[] other) {
    int equal = 0;
    for (int i = 0; i < one.length; i++) {
      equal += one[i] == other[i] ? 1 : 0;
    }
    return (double) equal / one.length;
  }
}
