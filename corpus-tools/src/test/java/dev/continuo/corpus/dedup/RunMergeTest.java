package dev.continuo.corpus.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunMergeTest {

  @TempDir Path folder;

  /** As many documents repeat as a map says, whatever fits into the memory. */
  @Test
  void findsWhatAMapFinds() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    Map<Long, Long> first = new HashMap<>();
    Set<List<Long>> expected = new HashSet<>();
    List<Path> runs = new ArrayList<>();
    long document = 0;
    for (int run = 0; run < 23; run++) {
      List<Entry> entries = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        long key = random.nextLong(3000) - 1500;
        Long earlier = first.putIfAbsent(key, document);
        if (earlier != null) {
          expected.add(List.of(earlier, document));
        }
        entries.add(new Entry(key, -key, document++));
      }
      Path file = folder.resolve(String.format(Locale.ROOT, "%d.run", run));
      SortedRun.write(file, entries);
      runs.add(file);
    }
    for (int fanIn : new int[] {2, 3, 23, 100}) {
      Set<List<Long>> found = new HashSet<>();
      RunMerge.repeats(
          runs,
          folder,
          fanIn,
          (earlier, later) -> found.add(List.of(earlier, later.place())),
          read -> {});
      assertThat(found).isEqualTo(expected);
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files).hasSize(runs.size());
      }
    }
  }

  @Test
  void aTornRunIsNoticed() throws IOException {
    Path file = folder.resolve("torn.run");
    SortedRun.write(file, List.of(new Entry(1, 2, 3), new Entry(4, 5, 6)));
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), Entry.BYTES + 5));
    assertThatThrownBy(
            () -> RunMerge.repeats(List.of(file), folder, 2, (one, other) -> {}, read -> {}))
        .isInstanceOf(EOFException.class)
        .hasMessageContaining("torn.run");
  }

  @Test
  void memoryBoundsHowManyAreOpen() {
    assertThat(RunMerge.fanIn(0)).isEqualTo(2);
    assertThat(RunMerge.fanIn(10L * SortedRun.BUFFER_BYTES)).isEqualTo(10);
    assertThat(RunMerge.fanIn(Long.MAX_VALUE)).isEqualTo(512);
  }
}
