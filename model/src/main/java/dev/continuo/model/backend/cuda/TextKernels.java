package dev.continuo.model.backend.cuda;

import static dev.continuo.model.backend.cuda.Arguments.in;
import static dev.continuo.model.backend.cuda.Arguments.inOut;
import static dev.continuo.model.backend.cuda.Arguments.number;
import static dev.continuo.model.backend.cuda.Arguments.out;

import dev.continuo.model.backend.Backend.Heads;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.TextOperations;
import dev.continuo.model.backend.TextOperations.Blocks;
import dev.continuo.model.backend.TextOperations.HeadWeights;
import dev.continuo.model.backend.TextOperations.Pages;
import dev.continuo.model.backend.TextOperations.TextRows;
import dev.continuo.model.backend.cuda.Operation.Argument;
import dev.continuo.model.backend.cuda.Operation.Launch;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which kernels compute the operations of texts, and over which grids. A row of its own, the next
 * token of a text, has a thread block for each of its key heads; a long text's positions are shared
 * by several where there would otherwise be too few. Blocks of rows, of a prompt, go over the pages
 * once for 128 rows on tensor cores, for bfloat16 and heads of 64 or 128 channels; for others they
 * are rows of their own, each of which reads all keys before it.
 */
record TextKernels(int multiprocessors, ElementType activations) {

  private static final int THREADS = 256;
  private static final int ATTENTION_THREADS = 128;
  private static final int MOST_HEADS = 8; // of a block
  private static final int BLOCKS_OF_A_MULTIPROCESSOR = 4;
  private static final int LEAST_POSITIONS = 4 * TextOperations.PAGE; // of a block
  private static final int COPY_BLOCKS = 64;

  /** Shared memory of a block of rows: its queries, and two pages each of keys and values. */
  private static final int BLOCK_BYTES_OF_CHANNEL =
      2 * (TextOperations.BLOCK + 4 * TextOperations.PAGE);

  Launch extend(
      Heads heads,
      TextRows rows,
      Pages pages,
      int layer,
      Buffer projected,
      @Nullable HeadWeights norms,
      Buffer cosines,
      Buffer sines,
      Buffer queries) {
    int lanes = Math.max(16, CudaHeads.lanes(heads.size()));
    int all = Math.multiplyExact(heads.rows(), heads.queries() + 2 * heads.keys());
    return new Launch(
        "extend_texts_" + lanes,
        Math.ceilDiv(all, THREADS / lanes),
        1,
        1,
        THREADS,
        0,
        List.of(
            in(projected),
            in(norms == null ? cosines : norms.query()),
            in(norms == null ? cosines : norms.key()),
            in(cosines),
            in(sines),
            in(rows.positions()),
            in(rows.starts()),
            in(rows.table()),
            out(queries),
            inOut(pages.memory()),
            number(heads.rows()),
            number(heads.queries()),
            number(heads.keys()),
            number(heads.size()),
            number(layer),
            number(pages.layers()),
            number(norms != null),
            number(norms == null ? 0 : norms.epsilon())));
  }

  Launch extend(
      Heads heads, TextRows rows, Pages pages, int layer, Buffer projected, Buffer queries) {
    return new Launch(
        "store_texts",
        heads.rows(),
        Math.ceilDiv(heads.projectedChannels(), THREADS),
        1,
        THREADS,
        0,
        List.of(
            in(projected),
            in(rows.positions()),
            in(rows.starts()),
            in(rows.table()),
            out(queries),
            inOut(pages.memory()),
            number(heads.queries()),
            number(heads.keys()),
            number(heads.size()),
            number(layer),
            number(pages.layers())));
  }

  /**
   * The launches of attention.
   *
   * @param memory gives so many float32 for what the parts of texts come to
   */
  List<Launch> attend(
      Heads heads,
      TextRows rows,
      Pages pages,
      int layer,
      Buffer queries,
      Buffer attended,
      LongFunction<Buffer> memory) {
    int size = heads.size();
    Blocks blocks = rows.blocks();
    if (blocks != null && activations == ElementType.BFLOAT16 && (size == 64 || size == 128)) {
      return List.of(attendBlocks(heads, rows, blocks, pages, layer, queries, attended));
    }
    int group = heads.queries() / heads.keys();
    int together = Math.min(MOST_HEADS, Integer.highestOneBit(2 * group - 1));
    int tokens = heads.rows();
    int chunks = heads.keys() * Math.ceilDiv(group, together);
    int parts = parts((long) tokens * chunks, rows.longest());
    Buffer partial =
        memory.apply(parts == 1 ? 1 : (long) heads.rows() * heads.queries() * parts * (size + 2L));
    int floats = together * (size + TextOperations.PAGE + 3 + 2 * ATTENTION_THREADS);
    Launch each =
        new Launch(
            "attend_texts_" + together,
            tokens,
            chunks,
            parts,
            ATTENTION_THREADS,
            floats * Float.BYTES,
            List.of(
                in(queries),
                in(pages.memory()),
                in(rows.positions()),
                in(rows.starts()),
                in(rows.table()),
                out(attended),
                out(partial),
                number(heads.queries()),
                number(heads.keys()),
                number(size),
                number(layer),
                number(pages.layers())));
    if (parts == 1) {
      return List.of(each);
    }
    Launch combine =
        new Launch(
            "combine_texts",
            heads.rows() * heads.queries(),
            1,
            1,
            ATTENTION_THREADS,
            0,
            List.of(in(partial), out(attended), number(parts), number(size)));
    return List.of(each, combine);
  }

  private static Launch attendBlocks(
      Heads heads,
      TextRows rows,
      Blocks blocks,
      Pages pages,
      int layer,
      Buffer queries,
      Buffer attended) {
    return new Launch(
        "attend_blocks_" + heads.size(),
        heads.queries(),
        blocks.count(),
        1,
        ATTENTION_THREADS,
        BLOCK_BYTES_OF_CHANNEL * heads.size(),
        List.of(
            in(queries),
            in(pages.memory()),
            in(rows.positions()),
            in(rows.starts()),
            in(rows.table()),
            in(blocks.places()),
            out(attended),
            number(heads.queries()),
            number(heads.keys()),
            number(layer),
            number(pages.layers())));
  }

  private int parts(long blocks, int longest) {
    long wanted =
        Math.ceilDiv((long) multiprocessors * BLOCKS_OF_A_MULTIPROCESSOR, Math.max(blocks, 1));
    return (int) Math.clamp(Math.ceilDiv(longest, LEAST_POSITIONS), 1, Math.max(wanted, 1));
  }

  Launch copyPage(Pages pages, int from, int to) {
    return new Launch(
        "copy_page",
        COPY_BLOCKS,
        1,
        1,
        THREADS,
        0,
        List.of(
            inOut(pages.memory()), number(from), number(to), new Argument.Int64(pages.elements())));
  }
}
