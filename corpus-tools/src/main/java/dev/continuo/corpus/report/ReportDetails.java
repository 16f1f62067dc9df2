package dev.continuo.corpus.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The details of a report.
 *
 * @param steps what each step did, in order
 * @param languages the documents and bytes kept, by language, where languages were identified
 * @param largestClusters the largest clusters of repetitions
 * @param guessedEncodings the files in another encoding than UTF-8 that nobody stated, by encoding
 * @param repaired the documents that had bytes replaced which were no characters
 * @param problems what could not be read, a line each: the first of each kind, and some more
 */
public record ReportDetails(
    Map<String, StepCounts> steps,
    SortedMap<String, Amount> languages,
    List<Cluster> largestClusters,
    SortedMap<String, Long> guessedEncodings,
    long repaired,
    List<String> problems) {

  /** A number of documents, and the UTF-8 bytes of their texts. */
  public record Amount(long documents, long bytes) {

    /** Nothing. */
    public static final Amount NONE = new Amount(0, 0);

    /** Both together. */
    public Amount plus(Amount other) {
      return new Amount(documents + other.documents, bytes + other.bytes);
    }
  }

  public ReportDetails {
    steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
    languages = Collections.unmodifiableSortedMap(new TreeMap<>(languages));
    largestClusters = List.copyOf(largestClusters);
    guessedEncodings = Collections.unmodifiableSortedMap(new TreeMap<>(guessedEncodings));
    problems = List.copyOf(problems);
  }
}
