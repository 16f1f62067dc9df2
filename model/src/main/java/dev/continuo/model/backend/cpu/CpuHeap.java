package dev.continuo.model.backend.cpu;

import static dev.continuo.model.device.Sizes.product;
import static dev.continuo.model.device.Sizes.sum;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.config.ModelConfig;

/**
 * Java's heap that a net over the CPU takes beside its buffers, estimated before it is made: the
 * right factors of products, which are laid out as a whole, and what threads compute in.
 *
 * @param bytes in all
 * @param longest elements of the longest array
 */
public record CpuHeap(long bytes, long longest) {

  /**
   * What a net takes.
   *
   * @param rows N, tokens that go through the net at once
   * @param time T, tokens in a sequence
   */
  public static CpuHeap of(ModelConfig config, ScalarType type, long rows, int time, int threads) {
    long number =
        switch (type) {
          case FLOAT32 -> Float.BYTES;
          case BFLOAT16 -> Short.BYTES;
        };
    long channels = config.channels();
    long vocabulary = config.vocabularySize();
    long size = config.headSize();
    long queries = config.headCount() * size;
    long projected = queries + 2L * config.keyValueHeadCount() * size;
    long inner = config.feedForwardChannels();
    long wide = (config.architecture().gated() ? 2 : 1) * inner;

    // One for each width: of W where dx = dy·W, of x where dW = dyᵀ·x, of Wᵀ where y = x·Wᵀ.
    long ofChannels =
        product(channels, Math.max(Math.max(rows, vocabulary), Math.max(wide, projected)));
    long ofQueries = product(queries, Math.max(rows, channels));
    long ofInner = product(inner, Math.max(rows, channels));
    long outputs = product(channels, sum(projected, wide, vocabulary));
    long factors = sum(ofChannels, ofQueries, ofInner, outputs);

    long block = CpuRows.BLOCK;
    long widest = Math.max(Math.max(vocabulary, wide), Math.max(projected, channels));
    long group = config.headCount() / config.keyValueHeadCount();
    long heads = product(time, size, 4 * group + 4);
    long own =
        sum(
            product(block, Math.max(widest, rows), number),
            product(block, 3 * widest, Float.BYTES),
            product(heads, Float.BYTES),
            product(time, sum(product(5, size, number), product(2 * block, Float.BYTES))));
    long longest = Math.max(Math.max(ofChannels, outputs), Math.max(ofInner, ofQueries));
    return new CpuHeap(sum(product(number, factors), product(threads, own)), longest);
  }
}
