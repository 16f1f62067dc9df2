package dev.continuo.model.backend.cpu;

import static dev.continuo.model.device.Sizes.product;
import static dev.continuo.model.device.Sizes.sum;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.config.ModelConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Java's memory that a net over the CPU keeps beside its buffers, counted before it is made: the
 * right factors of products, which are laid out as a whole, and what threads compute in. Part of it
 * is direct memory, which Java limits to the size of the heap; all else is in the heap.
 *
 * @param bytes in all
 * @param longest elements of the longest array
 */
public record CpuHeap(long bytes, long longest) {

  private static final long BLOCK = CpuProducts.BLOCK;
  private static final long ROWS = CpuRows.BLOCK;

  /** Columns that are transposed at a time where a factor is laid out. */
  private static final long TRANSPOSED = 16;

  /**
   * Matrices that an optimizer makes orthogonal at once.
   *
   * @param count how many of them
   */
  public record Blocks(long count, long rows, long columns) {}

  /**
   * What a net keeps.
   *
   * @param rows N, tokens that go through the net at once
   * @param time T, tokens in a sequence
   * @param blocks of each product of the optimizer
   */
  public static CpuHeap of(
      ModelConfig config, ScalarType type, long rows, int time, int threads, List<Blocks> blocks) {
    Net net = Net.of(config);
    Factors shared = new Factors(type);
    shared.projection(net.projected, net.channels, rows);
    shared.projection(net.channels, net.queries, rows);
    shared.projection(net.wide, net.channels, rows);
    shared.projection(net.channels, net.inner, rows);
    shared.projection(net.vocabulary, net.channels, rows);
    Factors own = new Factors(type);
    long tallest = 0; // of which the transpose is a left factor
    for (Blocks some : blocks) {
      tallest = some.rows > some.columns ? Math.max(tallest, some.rows) : tallest;
      (CpuProducts.isTaskEach(some.count, threads) ? own : shared).orthogonal(some);
    }
    long ofThread = sum(own.bytes(), net.ofThread(type, Math.max(rows, tallest), time));
    return new CpuHeap(
        sum(shared.bytes(), product(threads, ofThread)), Math.max(shared.longest(), own.longest()));
  }

  /** How many words of 32 bits hold so many numbers. */
  private static long words(ScalarType type, long numbers) {
    return switch (type) {
      case FLOAT32 -> numbers;
      case BFLOAT16 -> numbers / 2 + numbers % 2;
    };
  }

  /** Right factors: one for each width, as deep as the deepest. */
  private static final class Factors {

    private final ScalarType type;
    private final Map<Long, Long> depths = new HashMap<>(); // by width

    Factors(ScalarType type) {
      this.type = type;
    }

    private void add(long width, long depth) {
      depths.merge(width, depth, Math::max);
    }

    /** Of y = x·Wᵀ, dx = dy·W and dW = dyᵀ·x. */
    void projection(long outputs, long inputs, long rows) {
      add(outputs, inputs);
      add(inputs, Math.max(outputs, rows));
    }

    /** Of x·xᵀ, its square and their product with x. */
    void orthogonal(Blocks blocks) {
      long side = Math.min(blocks.rows, blocks.columns);
      add(side, Math.max(blocks.rows, blocks.columns));
      if (blocks.rows <= blocks.columns) {
        add(blocks.columns, side);
      }
    }

    long bytes() {
      long bytes = 0;
      for (Map.Entry<Long, Long> each : depths.entrySet()) {
        bytes = sum(bytes, product(each.getKey(), words(type, each.getValue()), Integer.BYTES));
      }
      return bytes;
    }

    long longest() {
      return depths.entrySet().stream()
          .mapToLong(each -> product(each.getKey(), words(type, each.getValue())))
          .max()
          .orElse(0);
    }
  }

  /** The widths of a net's rows. */
  private record Net(
      long channels,
      long queries,
      long rotated,
      long projected,
      long wide,
      long inner,
      long vocabulary,
      long size,
      long group,
      boolean biased) {

    static Net of(ModelConfig config) {
      long size = config.headSize();
      long queries = config.headCount() * size;
      long keys = config.keyValueHeadCount() * size;
      long inner = config.feedForwardChannels();
      return new Net(
          config.channels(),
          queries,
          queries + keys,
          queries + 2 * keys,
          (config.parts().gated() ? 2 : 1) * inner,
          inner,
          config.vocabularySize(),
          size,
          config.headCount() / config.keyValueHeadCount(),
          config.parts().biases().any());
    }

    private static long most(long... sizes) {
      long most = 0;
      for (long size : sizes) {
        most = Math.max(most, size);
      }
      return most;
    }

    /**
     * What a thread computes in.
     *
     * @param deepest rows of the deepest matrix whose transpose is a left factor
     */
    long ofThread(ScalarType type, long deepest, long time) {
      long widest = most(channels, queries, rotated, projected, wide, inner);
      long deepestWeight = most(channels, queries, inner);
      boolean rounds = type == ScalarType.BFLOAT16; // of float32: weights and logits
      long floats =
          sum(
              most(vocabulary, product(group, time), product(ROWS, biased ? widest : channels)),
              product(ROWS, channels),
              channels,
              product(2, time));
      boolean odd = // rows are then widened, and packed anew
          rounds && (channels | queries | projected | wide | inner | size) % 2 != 0;
      long widened =
          rounds
              ? sum(
                  most(
                      product(BLOCK, most(odd ? widest : deepestWeight, vocabulary)),
                      product(ROWS, wide)),
                  product(BLOCK, widest))
              : 0;
      long attention =
          sum(
              product(2 * BLOCK, time), // scores and their gradients
              product(2, time, size),
              product(BLOCK, size),
              product(2, size, words(type, time)),
              product(2, time, words(type, size)),
              product(size, words(type, BLOCK)),
              product(time, words(type, BLOCK)),
              odd ? product(time, size) : 0);
      long left =
          product(BLOCK, words(type, most(rounds ? vocabulary : 0, odd ? widest : 0, deepest)));
      long turned =
          rounds
              ? most(
                  product(BLOCK, BLOCK),
                  product(BLOCK, time),
                  product(TRANSPOSED, words(type, deepestWeight)))
              : 0;
      return product(Float.BYTES, sum(floats, widened, attention, left, turned));
    }
  }
}
