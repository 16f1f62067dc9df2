package dev.continuo.corpus.dedup;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.shingle.ShingleFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** Made-up documents, their edited copies, and their exact similarity by Lucene's shingles. */
final class Planted {

  private static final int VOCABULARY = 5000;

  private Planted() {}

  /** Words drawn at random, so that different documents share next to no shingle. */
  static List<String> words(int count, SplittableRandom random) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      words.add("word" + random.nextInt(VOCABULARY));
    }
    return words;
  }

  /** The words with each replaced with a probability. */
  static List<String> scattered(List<String> words, double share, SplittableRandom random) {
    return words.stream()
        .map(word -> random.nextDouble() < share ? "edit" + random.nextInt(VOCABULARY) : word)
        .toList();
  }

  /** The words with one passage of them replaced. */
  static List<String> passage(List<String> words, double share, SplittableRandom random) {
    int length = (int) Math.round(words.size() * share);
    int start = random.nextInt(words.size() - length + 1);
    List<String> edited = new ArrayList<>(words);
    for (int i = start; i < start + length; i++) {
      edited.set(i, "edit" + random.nextInt(VOCABULARY));
    }
    return edited;
  }

  /** The Jaccard similarity of the sets of shingles. */
  static double similarity(String one, String other, int words) {
    Set<String> common = shingles(one, words);
    Set<String> all = new HashSet<>(common);
    Set<String> ofOther = shingles(other, words);
    common.retainAll(ofOther);
    all.addAll(ofOther);
    return (double) common.size() / all.size();
  }

  private static Set<String> shingles(String text, int words) {
    Set<String> shingles = new HashSet<>();
    StandardTokenizer tokenizer = new StandardTokenizer();
    ShingleFilter filter = new ShingleFilter(new LowerCaseFilter(tokenizer), words, words);
    filter.setOutputUnigrams(false);
    CharTermAttribute term = filter.getAttribute(CharTermAttribute.class);
    try (filter) {
      tokenizer.setReader(new StringReader(text));
      filter.reset();
      while (filter.incrementToken()) {
        shingles.add(term.toString());
      }
      filter.end();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return shingles;
  }
}
