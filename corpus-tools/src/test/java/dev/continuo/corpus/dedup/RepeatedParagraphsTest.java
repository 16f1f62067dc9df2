package dev.continuo.corpus.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.corpus.hash.Digest;
import dev.continuo.tokenizer.unicode.Utf8;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepeatedParagraphsTest {

  private static final String NOTICE =
      "This paragraph stands in many documents, as the notices of a publisher do, word for word.";
  private static final String POEM = "床前明月光，疑是地上霜。舉頭望明月，低頭思故鄉。".repeat(2);

  @TempDir Path folder;

  @Test
  void eachLongParagraphStaysInTheLongestDocumentOnly() throws IOException {
    String longest = "Chapter 1\n\n" + NOTICE + "\n\nIt ends differently here than it does there.";
    String shorter = "Chapter 1\n\n" + NOTICE + "\n\nThe end.";
    String nothingElse = NOTICE;
    String twice = POEM + "\n\n" + POEM + "\n\nA poem, given twice.";
    assertThat(rest(List.of(shorter, nothingElse, longest, twice)))
        .containsExactly(
            "Chapter 1\n\nThe end.",
            DocumentClusters.State.REPEATED_PARAGRAPHS.name(),
            longest,
            POEM + "\n\nA poem, given twice.");
  }

  @Test
  void theOrderOfDocumentsMakesNoDifference() throws IOException {
    Random random = new Random(3);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      List<String> paragraphs =
          new ArrayList<>(List.of(String.format(Locale.ROOT, "Document %d", i)));
      for (int j = 0; j < 1 + random.nextInt(6); j++) {
        paragraphs.add((random.nextInt(25) + " és ").repeat(20 + random.nextInt(2)));
      }
      texts.add(String.join("\n\n", paragraphs));
    }
    Set<Set<String>> outcomes = new HashSet<>();
    for (int trial = 0; trial < 10; trial++) {
      outcomes.add(new HashSet<>(rest(texts)));
      Collections.shuffle(texts, random);
    }
    assertThat(outcomes).hasSize(1);
    assertThat(longParagraphs(outcomes.iterator().next()).values()).containsOnly(1);
    assertThat(longParagraphs(outcomes.iterator().next()).keySet())
        .isEqualTo(longParagraphs(texts).keySet());
  }

  private static Map<String, Integer> longParagraphs(Iterable<String> texts) {
    Map<String, Integer> counts = new HashMap<>();
    for (String text : texts) {
      Arrays.stream(text.split("\n\n"))
          .filter(p -> Utf8.bytes(p, 0, p.length()) >= RepeatedParagraphs.SHORTEST)
          .forEach(p -> counts.merge(p, 1, Integer::sum));
    }
    return counts;
  }

  /** What is left of each text, or the name of the state of one that is gone. */
  private List<String> rest(List<String> texts) throws IOException {
    ByteBuffer summaries = ByteBuffer.allocate(texts.size() * DocumentSummary.BYTES);
    List<Entry> keys = new ArrayList<>();
    long end = 0;
    for (String text : texts) {
      keys.addAll(RepeatedParagraphs.keys(text, end));
      int bytes = Utf8.bytes(text, 0, text.length());
      end += bytes;
      new DocumentSummary(Digest.of(text), bytes, "en").write(end, summaries);
    }
    Path run = folder.resolve("keys");
    SortedRun.write(run, keys);
    Path file = Files.write(folder.resolve("summaries"), summaries.array());
    try (DocumentClusters clusters =
            DocumentClusters.create(file, folder.resolve("clusters"), texts.size());
        RepeatedParagraphs repeated = new RepeatedParagraphs(clusters, folder.resolve("marks"))) {
      RunMerge.repeats(List.of(run), folder, 2, repeated::repeat, read -> {});
      List<String> rest = new ArrayList<>();
      for (int i = 0; i < texts.size(); i++) {
        String left = repeated.without(i, texts.get(i));
        boolean kept = clusters.state(i) == DocumentClusters.State.KEPT;
        rest.add(kept ? left : clusters.state(i).name());
        assertThat(left.isEmpty()).isEqualTo(!kept);
        if (kept) {
          assertThat(clusters.summary(i).bytes() - clusters.removed(i))
              .isEqualTo(Utf8.bytes(left, 0, left.length()));
        }
      }
      return rest;
    }
  }
}
