package dev.continuo.model.engine;

import static dev.continuo.model.device.Sizes.product;
import static dev.continuo.model.device.Sizes.sum;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.net.Precision;

/**
 * The Java heap that {@link ExplicitTransformer} needs in training, estimated before it is made.
 *
 * @param fixedBytes whatever the batch is
 * @param bytesPerToken for each token that goes through the net at once
 * @param longestFixed elements of the longest array whatever the batch is
 * @param longestPerToken elements of the longest array for each token
 */
public record EngineMemory(
    long fixedBytes, long bytesPerToken, long longestFixed, long longestPerToken) {

  /**
   * The memory of a net.
   *
   * @param time T, tokens in a sequence
   */
  public static EngineMemory of(ModelConfig config, Precision precision, int threads, int time) {
    long number = // in the format of products
        switch (precision) {
          case FLOAT32 -> Float.BYTES;
          case BFLOAT16 -> Short.BYTES;
        };
    long layers = config.layerCount();
    long channels = config.channels();
    long vocabulary = config.vocabularySize();
    long inner = config.feedForwardChannels();
    long headSize = config.headSize();
    long turnedHeads = (long) config.headCount() + config.keyValueHeadCount();
    long queries = config.headCount() * headSize;
    long turned = turnedHeads * headSize;
    long projected = turned + config.keyValueHeadCount() * headSize;
    long block = Workspace.ROW_BLOCK;
    long wide = Math.max(vocabulary, 2 * inner);

    long kept =
        number * (projected + queries + 2 * inner) + Float.BYTES * (2L + config.headCount());
    long shared =
        Float.BYTES * (2 * projected + turned + turnedHeads + 2 * queries + channels)
            + number * (3 * channels + queries + 3 * inner + projected);
    long streams = (2 * layers + 1) * channels * Float.BYTES;
    long norms = (streams + layers * 2 * headSize * Float.BYTES) / block;
    long token = sum(streams, layers * kept, shared, norms, Double.BYTES);

    long matrices =
        sum(product(layers, channels, projected + queries + 3 * inner), vocabulary * channels);
    long head = OutputHead.CHUNK * number * (channels + vocabulary);
    long scratch =
        sum(
            block * Float.BYTES * (channels + wide + inner),
            block * number * Math.max(wide, projected),
            product(time, 4 * number * headSize + block * (2 * Float.BYTES + number)));
    long rotation = Float.BYTES * headSize * config.contextLength();
    return new EngineMemory(
        sum(product(2 * number, matrices), head, product(threads, scratch), rotation),
        token,
        Math.max(
            Math.max(vocabulary, Math.max(2 * inner, projected)) * channels,
            Math.max(block * wide, config.contextLength() * headSize / 2)),
        Math.max(Math.max(projected, channels), 2 * inner));
  }
}
