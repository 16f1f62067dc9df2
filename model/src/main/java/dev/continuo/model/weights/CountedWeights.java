package dev.continuo.model.weights;

import dev.continuo.model.config.ModelConfig;

/** Weights that are read one after the other, and count how many bytes have been. */
public final class CountedWeights implements WeightSource {

  /** Hears how far the reading is. */
  public interface Progress {

    /** So many bytes of all, as float32, have been read. */
    void at(long bytes, long all);
  }

  private final WeightSource weights;
  private final Progress progress;
  private final long all;
  private long read;

  /** The weights of a model, which tell how far their reading is. */
  public CountedWeights(WeightSource weights, ModelConfig config, Progress progress) {
    this.weights = weights;
    this.progress = progress;
    all = WeightNames.of(config).stream().mapToLong(TensorSpec::elementCount).sum() * Float.BYTES;
  }

  @Override
  public String name() {
    return weights.name();
  }

  @Override
  public Tensor tensor(TensorSpec expected) {
    progress.at(read, all);
    read = Math.min(all, read + expected.elementCount() * Float.BYTES);
    return weights.tensor(expected);
  }

  @Override
  public void close() {
    weights.close();
  }
}
