package dev.continuo.corpus.step;

import dev.continuo.corpus.dedup.DocumentClusters;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.report.Cluster;
import dev.continuo.corpus.work.NumberedDocument;
import dev.continuo.corpus.work.Spool;
import dev.continuo.corpus.work.SpoolReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Collectors;

/** The largest clusters of repetitions. */
final class LargestClusters {

  private static final int MOST = 10;
  private static final int BEGINNING = 80;

  private record Size(long representative, long documents) {}

  private static final Comparator<Size> SMALLEST_FIRST =
      Comparator.comparingLong(Size::documents)
          .thenComparing(Size::representative, Comparator.reverseOrder());

  private LargestClusters() {}

  static List<Cluster> of(Spool spool, DocumentClusters clusters) {
    List<Size> sizes = sizes(clusters);
    Set<Long> wanted = sizes.stream().map(Size::representative).collect(Collectors.toSet());
    List<Spool.Segment> segments =
        spool.segments().stream()
            .filter(
                segment ->
                    wanted.stream()
                        .anyMatch(
                            number ->
                                number >= segment.first()
                                    && number < segment.first() + segment.documents()))
            .toList();
    List<NumberedDocument> representatives = new ArrayList<>();
    try (SpoolReader reader = new SpoolReader(spool, segments, wanted::contains)) {
      reader.forEachRemaining(batch -> representatives.addAll(batch.documents()));
    }
    return sizes.stream()
        .map(
            size ->
                representatives.stream()
                    .filter(found -> found.number() == size.representative())
                    .map(found -> cluster(found.document(), size.documents()))
                    .findFirst()
                    .orElseThrow())
        .toList();
  }

  private static List<Size> sizes(DocumentClusters clusters) {
    PriorityQueue<Size> largest = new PriorityQueue<>(SMALLEST_FIRST);
    for (long number = 0; number < clusters.documents(); number++) {
      if (clusters.state(number) == DocumentClusters.State.KEPT
          && clusters.clusterSize(number) > 1) {
        largest.add(new Size(number, clusters.clusterSize(number)));
        if (largest.size() > MOST) {
          largest.remove();
        }
      }
    }
    return largest.stream().sorted(SMALLEST_FIRST.reversed()).toList();
  }

  private static Cluster cluster(Document document, long documents) {
    String text = document.text();
    int end =
        text.offsetByCodePoints(0, Math.min(BEGINNING, text.codePointCount(0, text.length())));
    return new Cluster(document.id(), documents, text.substring(0, end));
  }
}
