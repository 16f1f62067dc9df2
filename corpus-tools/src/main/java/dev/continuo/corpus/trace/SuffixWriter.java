package dev.continuo.corpus.trace;

import dev.continuo.corpus.trace.SuffixBlocks.Layout;
import dev.continuo.corpus.trace.SuffixSorter.Sorted;
import dev.continuo.tokenizer.files.AtomicFile;
import dev.continuo.tokenizer.shard.Shard;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/** Sorts the suffixes of a shard, block by block, in memory that depends on a block alone. */
final class SuffixWriter {

  /**
   * How many tokens beyond its end the suffixes of a block are compared; a text that is looked for
   * may be as long.
   */
  static final int LONGEST = 1 << 16;

  private static final int BUFFER = 1 << 16;

  private final Shard shard;
  private final Layout layout;
  private final int threads;

  SuffixWriter(Shard shard, Layout layout, int threads) {
    this.shard = shard;
    this.layout = layout;
    this.threads = threads;
  }

  /**
   * Writes the blocks.
   *
   * @param done hears after each how many tokens are sorted
   * @return the file's checksum
   */
  int write(Path path, LongConsumer done) throws IOException {
    CRC32C checksum = new CRC32C();
    try (AtomicFile file = new AtomicFile(path)) {
      for (int block = 0; block < layout.blocks(); block++) {
        Window window = window(block);
        Sorted sorted =
            SuffixSorter.sort(window.symbols, window.length, layout.vocabularySize() + 1, threads);
        keep(sorted, window, layout.tokensOf(block));
        write(file, checksum, sorted.buckets(), layout.tableLength());
        write(file, checksum, sorted.order(), layout.tokensOf(block));
        done.accept(layout.start(block) + layout.tokensOf(block));
      }
      file.finish();
    }
    return (int) checksum.getValue();
  }

  /**
   * The symbols of a block and of what follows it in its last document.
   *
   * @param inserted where ends of documents are that have no token of their own, in order
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Window(int[] symbols, int length, int[] inserted) {

    /** The place in the block of a symbol; -1 for the end of a document that has no token. */
    int place(int symbol) {
      int before = Arrays.binarySearch(inserted, symbol);
      return before >= 0 ? -1 : symbol - (-before - 1);
    }
  }

  private Window window(int block) {
    long start = layout.start(block);
    long end = start + layout.tokensOf(block);
    long document = Documents.at(shard, end - 1);
    long last = Math.min(Documents.end(shard, document), end + LONGEST);
    long firstDocument = Documents.at(shard, start);
    boolean ended = layout.separator() >= 0;
    int ends = ended ? 1 : Math.toIntExact(document - firstDocument + 1);
    int[] symbols = new int[Math.toIntExact(last - start + ends)];
    int[] inserted = new int[ends];
    int length = 0;
    int insertedCount = 0;
    long from = start;
    for (long i = firstDocument; i <= document; i++) {
      long to = Math.min(Documents.end(shard, i), last);
      int count = Math.toIntExact(to - from);
      shard.copy(from, symbols, length, count);
      for (int at = length; at < length + count; at++) {
        symbols[at] = symbols[at] == layout.separator() ? 0 : symbols[at] + 1;
      }
      length += count;
      from = to;
      boolean open = length == 0 || symbols[length - 1] != 0;
      if (open && (!ended || i == document)) {
        inserted[insertedCount++] = length;
        symbols[length++] = 0;
      }
    }
    return new Window(symbols, length, Arrays.copyOf(inserted, insertedCount));
  }

  /** Leaves the suffixes of a block alone, by their places in it. */
  private static void keep(Sorted sorted, Window window, int tokens) {
    int[] order = sorted.order();
    int[] buckets = sorted.buckets();
    int kept = 0;
    for (int symbol = 0; symbol + 1 < buckets.length; symbol++) {
      int first = kept;
      for (int i = buckets[symbol]; i < buckets[symbol + 1]; i++) {
        int place = window.place(order[i]);
        if (place >= 0 && place < tokens) {
          order[kept++] = place;
        }
      }
      buckets[symbol] = first;
    }
    buckets[buckets.length - 1] = kept;
  }

  private static void write(AtomicFile file, CRC32C checksum, int[] numbers, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < length; from += BUFFER) {
      int count = Math.min(BUFFER, length - from);
      buffer.clear();
      buffer.asIntBuffer().put(numbers, from, count);
      buffer.limit(count * Integer.BYTES);
      checksum.update(buffer.duplicate());
      AtomicFile.writeFully(file.channel(), buffer);
    }
  }
}
