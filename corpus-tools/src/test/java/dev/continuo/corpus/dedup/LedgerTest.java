package dev.continuo.corpus.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.corpus.document.Digest;
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

class LedgerTest {

  private static final List<String> TEXTS =
      List.of("a long one", "a longer one", "same", "same", "b", "c", "d", "eight is alone");

  @TempDir Path folder;

  @Test
  void theLongestStandsForItsCluster() throws IOException {
    try (Ledger ledger = ledger(TEXTS)) {
      ledger.join(4, 5);
      ledger.join(0, 5);
      ledger.join(1, 4);
      ledger.repeat(2, 3);
      assertThat(ledger.state(1)).isEqualTo(Ledger.State.KEPT);
      assertThat(ledger.clusterSize(1)).isEqualTo(4);
      for (long document : new long[] {0, 4, 5}) {
        assertThat(ledger.state(document)).isEqualTo(Ledger.State.NEAR_DUPLICATE);
        assertThat(ledger.representative(document)).isEqualTo(1);
      }
      assertThat(ledger.state(2)).isEqualTo(Ledger.State.KEPT);
      assertThat(ledger.state(3)).isEqualTo(Ledger.State.DUPLICATE);
      assertThat(ledger.state(7)).isEqualTo(Ledger.State.KEPT);
      assertThat(ledger.facts(7))
          .isEqualTo(new Facts(Digest.of(TEXTS.get(7)), TEXTS.get(7).length(), "en"));
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
      try (Ledger ledger = ledger(texts)) {
        for (List<String> link : found) {
          ledger.join(texts.indexOf(link.getFirst()), texts.indexOf(link.getLast()));
        }
        Set<String> kept = new HashSet<>();
        for (int i = 0; i < texts.size(); i++) {
          if (ledger.state(i) == Ledger.State.KEPT) {
            kept.add(texts.get(i));
          }
        }
        outcomes.add(kept);
      }
    }
    assertThat(outcomes).hasSize(1);
    assertThat(outcomes.iterator().next()).contains("a longer one", "same", "eight is alone");
  }

  private Ledger ledger(List<String> texts) throws IOException {
    ByteBuffer facts = ByteBuffer.allocate(texts.size() * Facts.BYTES);
    long end = 0;
    for (String text : texts) {
      end += text.length();
      new Facts(Digest.of(text), text.length(), "en").write(end, facts);
    }
    Path file = Files.write(folder.resolve("facts"), facts.array());
    return Ledger.create(file, folder.resolve("ledger"), texts.size());
  }
}
