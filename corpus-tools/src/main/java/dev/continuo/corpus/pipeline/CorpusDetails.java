package dev.continuo.corpus.pipeline;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a report says beyond the counts.
 *
 * @param stages what each stage did, in order
 * @param languages the documents and bytes kept, by language, where languages were identified
 * @param largestClusters the largest clusters of repetitions
 * @param guessedEncodings the files in another encoding than UTF-8 that nobody stated, by encoding
 * @param repaired the documents that had bytes replaced which were no characters
 * @param problems what could not be read, a line each: the first of each kind, and some more
 */
public record CorpusDetails(
    Map<String, Flow> stages,
    SortedMap<String, Share> languages,
    List<Cluster> largestClusters,
    SortedMap<String, Long> guessedEncodings,
    long repaired,
    List<String> problems) {

  /** The documents of a language, and the UTF-8 bytes of their texts. */
  public record Share(long documents, long bytes) {

    Share plus(Share other) {
      return new Share(documents + other.documents, bytes + other.bytes);
    }
  }

  public CorpusDetails {
    stages = Collections.unmodifiableMap(new LinkedHashMap<>(stages));
    languages = Collections.unmodifiableSortedMap(new TreeMap<>(languages));
    largestClusters = List.copyOf(largestClusters);
    guessedEncodings = Collections.unmodifiableSortedMap(new TreeMap<>(guessedEncodings));
    problems = List.copyOf(problems);
  }
}
