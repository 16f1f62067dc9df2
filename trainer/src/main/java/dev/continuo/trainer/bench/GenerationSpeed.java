package dev.continuo.trainer.bench;

import java.util.OptionalDouble;

/**
 * How fast a model generates. Speeds are those of the best of some rounds, after one that warms up.
 *
 * @param loadSeconds from opening the files to a model that is ready
 * @param coldFirstTokenSeconds from the prompt to its first token, of the very first prompt
 * @param firstTokenSeconds from the prompt to its first token, once warm
 * @param prefill prompt tokens per second
 * @param decode tokens per second of one text
 * @param concurrent tokens per second of several texts together; 0 if only one was asked for
 * @param weightBytes the memory that the weights take
 * @param readBytes the bytes of weights and of the key-value cache that one token reads
 * @param bandwidth the bytes per second that as many threads read from memory; empty where a device
 *     computed, whose memory is not measured
 */
public record GenerationSpeed(
    double loadSeconds,
    double coldFirstTokenSeconds,
    double firstTokenSeconds,
    double prefill,
    double decode,
    double concurrent,
    long weightBytes,
    long readBytes,
    OptionalDouble bandwidth) {

  /** The share of the memory's bandwidth that decoding uses; above 1 where weights fit a cache. */
  public OptionalDouble bandwidthShare() {
    return bandwidth.isPresent()
        ? OptionalDouble.of(decode * readBytes / bandwidth.getAsDouble())
        : OptionalDouble.empty();
  }
}
