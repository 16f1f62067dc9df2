package dev.continuo.corpus.trace;

import dev.continuo.tokenizer.files.MappedFile;
import dev.continuo.tokenizer.shard.Shard;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.PriorityQueue;
import java.util.zip.CRC32C;

/**
 * The sorted suffixes of a shard's tokens, memory-mapped. The tokens are divided into blocks of one
 * size, of which only the last is shorter; each has a table of where the suffixes begin that have a
 * first token, then the suffixes as places in the block, all of it little-endian ints. Symbol 0 is
 * the end of a document, any other one is a token plus one.
 */
final class SuffixBlocks implements AutoCloseable {

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int CHECKSUM_STEP = 1 << 30;

  /** So many places of a block are looked at for the first ones in the corpus. */
  private static final int LOOKED_AT = 1 << 12;

  private final Path path;
  private final Arena arena;
  private final MemorySegment file;
  private final Shard shard;
  private final Layout layout;

  /**
   * How a shard is divided.
   *
   * @param vocabularySize of the shard
   * @param tokens of the shard
   * @param blockTokens of a block
   * @param separator the token that divides documents; -1 where there is none, and only the shard's
   *     table says where they begin
   */
  record Layout(int vocabularySize, long tokens, int blockTokens, int separator) {

    static Layout of(Shard shard, int blockTokens, int separator) {
      return new Layout(shard.vocabularySize(), shard.tokenCount(), blockTokens, separator);
    }

    int blocks() {
      return (int) Math.ceilDiv(tokens, blockTokens);
    }

    int tokensOf(int block) {
      return (int) Math.min(blockTokens, tokens - start(block));
    }

    long start(int block) {
      return (long) block * blockTokens;
    }

    /** The entries of a block's table: one for each symbol, and the end of the last. */
    int tableLength() {
      return vocabularySize + 2;
    }

    long offset(int block) {
      return ((long) block * tableLength() + start(block)) * Integer.BYTES;
    }

    long bytes() {
      return ((long) blocks() * tableLength() + tokens) * Integer.BYTES;
    }
  }

  private SuffixBlocks(Path path, Arena arena, MemorySegment file, Shard shard, Layout layout) {
    this.path = path;
    this.arena = arena;
    this.file = file;
    this.shard = shard;
    this.layout = layout;
  }

  /**
   * Maps the suffixes of a shard.
   *
   * @throws TraceException if the file is not whole
   */
  static SuffixBlocks open(Path path, Shard shard, Layout layout, int checksum) {
    Arena arena = Arena.ofShared();
    try {
      long bytes = Files.size(path);
      if (bytes != layout.bytes()) {
        throw TraceException.damaged(path, bytes + " of " + layout.bytes() + " bytes", null);
      }
      MemorySegment file = MappedFile.readOnly(path, bytes, arena);
      if (checksum(file) != checksum) {
        throw TraceException.damaged(path, "another checksum", null);
      }
      return new SuffixBlocks(path, arena, file, shard, layout);
    } catch (IOException e) {
      arena.close();
      throw TraceException.damaged(path, e.toString(), e);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static int checksum(MemorySegment file) {
    CRC32C checksum = new CRC32C();
    for (long at = 0; at < file.byteSize(); at += CHECKSUM_STEP) {
      ByteBuffer part =
          file.asSlice(at, Math.min(CHECKSUM_STEP, file.byteSize() - at)).asByteBuffer();
      checksum.update(part);
    }
    return (int) checksum.getValue();
  }

  /** How many of a text's tokens from one on stand in the shard, in one document. */
  int longest(int[] text, int from, int end) {
    int longest = 0;
    for (int block = 0; block < layout.blocks(); block++) {
      longest = Math.max(longest, longest(block, text, from, end));
    }
    return longest;
  }

  /** Binary search for the text's own place, beside which its longest match stands. */
  private int longest(int block, int[] text, int from, int end) {
    long low = bucket(block, text[from]);
    long high = bucket(block, text[from] + 1);
    if (low == high) {
      return 0;
    }
    int below = 1;
    int above = 1;
    while (low < high) {
      long middle = (low + high) >>> 1;
      long place = place(block, middle);
      int equal = equal(place, text, from, end, Math.min(below, above));
      if (from + equal == end) {
        return equal;
      }
      if (isBelow(place, equal, text[from + equal])) {
        below = equal;
        low = middle + 1;
      } else {
        above = equal;
        high = middle;
      }
    }
    return Math.max(below, above);
  }

  /** How often some tokens stand in the shard. */
  long count(int[] text, int from, int end) {
    long count = 0;
    for (int block = 0; block < layout.blocks(); block++) {
      count += bound(block, text, from, end, true) - bound(block, text, from, end, false);
    }
    return count;
  }

  /**
   * Where some tokens stand in the shard: the first of these places, or others of the same block
   * where it has more than {@link #LOOKED_AT}.
   */
  long[] places(int[] text, int from, int end, int most) {
    PriorityQueue<Long> first = new PriorityQueue<>((one, other) -> Long.compare(other, one));
    for (int block = 0; block < layout.blocks() && first.size() < most; block++) {
      long low = bound(block, text, from, end, false);
      long high = bound(block, text, from, end, true);
      for (long i = low; i < Math.min(high, low + LOOKED_AT); i++) {
        first.add(place(block, i));
        if (first.size() > most) {
          first.remove();
        }
      }
    }
    return first.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  /** The first suffix of a block that begins with some tokens, or the first one behind those. */
  private long bound(int block, int[] text, int from, int end, boolean behind) {
    long low = bucket(block, text[from]);
    long high = bucket(block, text[from] + 1);
    while (low < high) {
      long middle = (low + high) >>> 1;
      long place = place(block, middle);
      int equal = equal(place, text, from, end, 1);
      boolean below = from + equal == end ? behind : isBelow(place, equal, text[from + equal]);
      if (below) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Where the suffixes of a block begin, among all ints of the file, that begin with a token. */
  private long bucket(int block, int token) {
    long offset = layout.offset(block) / Integer.BYTES;
    return offset + layout.tableLength() + file.getAtIndex(INT, offset + token + 1);
  }

  private long place(int block, long entry) {
    int place = file.getAtIndex(INT, entry);
    if (place < 0 || place >= layout.tokensOf(block)) {
      throw TraceException.damaged(path, "a place outside of its block", null);
    }
    return layout.start(block) + place;
  }

  /** How many tokens at a place are those of a text, of which {@code known} are. */
  private int equal(long place, int[] text, int from, int end, int known) {
    long most = Math.min(end - from, shard.tokenCount() - place);
    if (layout.separator() < 0) {
      most = Math.min(most, Documents.end(shard, Documents.at(shard, place)) - place);
    }
    int equal = known;
    while (equal < most && shard.token(place + equal) == text[from + equal]) {
      equal++;
    }
    return equal;
  }

  /** Whether a suffix that is equal to a text so far comes before it. */
  private boolean isBelow(long place, int equal, int next) {
    long at = place + equal;
    if (at == shard.tokenCount()
        || (layout.separator() < 0 && Documents.at(shard, at) != Documents.at(shard, place))) {
      return true;
    }
    int token = shard.token(at);
    return token == layout.separator() || token < next;
  }

  @Override
  public void close() {
    arena.close();
  }
}
