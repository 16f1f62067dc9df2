package dev.continuo.corpus.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.corpus.trace.SpanSearch.Found;
import dev.continuo.corpus.trace.SuffixBlocks.Layout;
import dev.continuo.tokenizer.files.Scratch;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.shard.ShardWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What the search finds, beside what comparing every place finds. */
class SpanSearchTest {

  private static final int END = 0;
  private static final int TEXTS = 5;

  @Property(tries = 80)
  void findsWhatBruteForceFinds(
      @ForAll long seed,
      @ForAll boolean ended,
      @ForAll @IntRange(min = 1, max = 12) int documentCount,
      @ForAll @IntRange(min = 2, max = 5) int vocabulary,
      @ForAll @IntRange(min = 1, max = 60) int blockTokens,
      @ForAll @IntRange(min = 1, max = 6) int least)
      throws IOException {
    Random random = new Random(seed);
    List<int[]> documents = new ArrayList<>();
    for (int i = 0; i < documentCount; i++) {
      int length = random.nextInt(40);
      int[] document = random.ints(length, 1, vocabulary).toArray();
      documents.add(ended ? Arrays.copyOf(document, length + 1) : document);
    }
    List<int[]> texts = new ArrayList<>();
    for (int i = 0; i < TEXTS; i++) {
      int[] text = random.ints(random.nextInt(60), 1, vocabulary).toArray();
      int[] document = documents.get(random.nextInt(documentCount));
      int copied = random.nextInt(Math.min(text.length, document.length - (ended ? 1 : 0)) + 1);
      System.arraycopy(document, 0, text, text.length - copied, copied);
      texts.add(text);
    }
    compare(documents, vocabulary, ended ? END : -1, blockTokens, texts, least);
  }

  /** A document that lasts longer than a block's suffixes are told apart beyond its end. */
  @Example
  void findsSpansAcrossBlocksOfALongDocument() throws IOException {
    Random random = new Random(1);
    int[] document = random.ints(70_000, 1, 3).toArray();
    Arrays.fill(document, 30_000, 33_000, 1);
    int[] text = new int[300];
    System.arraycopy(document, 31_850, text, 0, 250);
    compare(List.of(document), 3, -1, 32_000, List.of(text), 8);
  }

  /** Spans of more tokens than the search goes through one by one. */
  @Example
  void findsLongSpansThatOverlap() throws IOException {
    int[] repeated = new int[300];
    Arrays.fill(repeated, 1);
    repeated[299] = 2;
    int[] text = new int[500];
    Arrays.fill(text, 1);
    Arrays.fill(text, 250, 252, 2);
    compare(List.of(repeated, new int[] {2, 2, 1, 1, 1, 1}), 3, -1, 100, List.of(text), 4);
  }

  private static void compare(
      List<int[]> documents,
      int vocabulary,
      int separator,
      int blockTokens,
      List<int[]> texts,
      int least)
      throws IOException {
    Scratch scratch = Scratch.temporary();
    Path file = scratch.path().resolve("train.shard");
    Path suffixes = scratch.path().resolve("suffixes.bin");
    try (ShardWriter writer = ShardWriter.create(file, vocabulary)) {
      documents.forEach(document -> writer.add(document, List.of(), document.length));
      writer.finish();
    }
    try (Shard shard = Shard.open(file)) {
      assertThat(Documents.separator(shard, END, -1)).isEqualTo(separator);
      Layout layout = Layout.of(shard, blockTokens, separator);
      int checksum = new SuffixWriter(shard, layout, 2).write(suffixes, done -> {});
      try (SuffixBlocks blocks = SuffixBlocks.open(suffixes, shard, layout, checksum)) {
        texts.forEach(text -> compare(documents, blocks, text, least));
      }
    } finally {
      scratch.delete();
    }
  }

  private static void compare(List<int[]> documents, SuffixBlocks blocks, int[] text, int least) {
    List<Found> found = new SpanSearch(blocks).find(text, 0, text.length, least);
    assertThat(found).isEqualTo(bruteForce(documents, text, least));
    for (Found span : found) {
      int[] tokens = Arrays.copyOfRange(text, span.from(), span.end());
      long[] places = places(documents, tokens);
      assertThat(blocks.count(text, span.from(), span.end())).isEqualTo(places.length);
      assertThat(blocks.places(text, span.from(), span.end(), 3))
          .isEqualTo(Arrays.copyOf(places, Math.min(3, places.length)));
    }
  }

  private static List<Found> bruteForce(List<int[]> documents, int[] text, int least) {
    List<Found> found = new ArrayList<>();
    int last = 0;
    for (int from = 0; from < text.length; from++) {
      int end = from;
      for (int[] document : documents) {
        for (int at = 0; at < document.length; at++) {
          int equal = 0;
          while (from + equal < text.length
              && at + equal < document.length
              && document[at + equal] == text[from + equal]) {
            equal++;
          }
          end = Math.max(end, from + equal);
        }
      }
      if (end - from >= least && end > last) {
        found.add(new Found(from, end));
        last = end;
      }
    }
    return found;
  }

  private static long[] places(List<int[]> documents, int[] tokens) {
    List<Long> places = new ArrayList<>();
    long start = 0;
    for (int[] document : documents) {
      for (int at = 0; at + tokens.length <= document.length; at++) {
        if (Arrays.equals(document, at, at + tokens.length, tokens, 0, tokens.length)) {
          places.add(start + at);
        }
      }
      start += document.length;
    }
    return places.stream().mapToLong(Long::longValue).toArray();
  }
}
