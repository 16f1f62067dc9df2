package dev.continuo.corpus.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.corpus.hash.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentClustersTest {

  private static final List<String> TEXTS =
      List.of("a long one", "a longer one", "same", "same", "b", "c", "d", "eight is alone");

  @TempDir Path folder;

  @Test
  void theLongestStandsForItsCluster() throws IOException {
    try (DocumentClusters clusters = clusters(TEXTS)) {
      clusters.join(4, 5);
      clusters.join(0, 5);
      clusters.join(1, 4);
      clusters.repeat(2, 3);
      assertThat(clusters.state(1)).isEqualTo(DocumentClusters.State.KEPT);
      assertThat(clusters.clusterSize(1)).isEqualTo(4);
      for (long document : new long[] {0, 4, 5}) {
        assertThat(clusters.state(document)).isEqualTo(DocumentClusters.State.NEAR_DUPLICATE);
        assertThat(clusters.representative(document)).isEqualTo(1);
      }
      assertThat(clusters.state(2)).isEqualTo(DocumentClusters.State.KEPT);
      assertThat(clusters.state(3)).isEqualTo(DocumentClusters.State.DUPLICATE);
      assertThat(clusters.state(7)).isEqualTo(DocumentClusters.State.KEPT);
      assertThat(clusters.summary(7))
          .isEqualTo(new DocumentSummary(Digest.of(TEXTS.get(7)), TEXTS.get(7).length(), "en"));
    }
  }

  /** The texts kept are the same in any order of documents and of what is found about them. */
  @Test
  void orderMakesNoDifference() throws IOException {
    List<List<String>> links =
        List.of(List.of("b", "c"), List.of("c", "d"), List.of("a long one", "eight is alone"));
    Set<Set<String>> outcomes = new HashSet<>();
    Random random = new Random(4);
    for (int trial = 0; trial < 20; trial++) {
      List<String> texts = new ArrayList<>(new HashSet<>(TEXTS));
      List<List<String>> found = new ArrayList<>(links);
      Collections.shuffle(texts, random);
      Collections.shuffle(found, random);
      try (DocumentClusters clusters = clusters(texts)) {
        for (List<String> link : found) {
          clusters.join(texts.indexOf(link.getFirst()), texts.indexOf(link.getLast()));
        }
        Set<String> kept = new HashSet<>();
        for (int i = 0; i < texts.size(); i++) {
          if (clusters.state(i) == DocumentClusters.State.KEPT) {
            kept.add(texts.get(i));
          }
        }
        outcomes.add(kept);
      }
    }
    assertThat(outcomes).hasSize(1);
    assertThat(outcomes.iterator().next()).contains("a longer one", "same", "eight is alone");
  }

  private DocumentClusters clusters(List<String> texts) throws IOException {
    ByteBuffer summaries = ByteBuffer.allocate(texts.size() * DocumentSummary.BYTES);
    long end = 0;
    for (String text : texts) {
      end += text.length();
      new DocumentSummary(Digest.of(text), text.length(), "en").write(end, summaries);
    }
    Path file = Files.write(folder.resolve("summaries"), summaries.array());
    return DocumentClusters.create(file, folder.resolve("clusters"), texts.size());
  }
}
