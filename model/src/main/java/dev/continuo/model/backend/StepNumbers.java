package dev.continuo.model.backend;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The numbers of a step, as they lie in a buffer of {@link #COUNT} float32.
 *
 * @param learningRate η
 * @param adamRate η·√(1−β₂ᵗ)/(1−β₁ᵗ)
 * @param adamEpsilon ε·√(1−β₂ᵗ)
 * @param largestNorm a longer gradient is shortened to it
 * @param norm the gradient's before that: found by the device
 * @param clip what the gradient is multiplied by: found by the device
 */
public record StepNumbers(
    float learningRate,
    float adamRate,
    float adamEpsilon,
    float largestNorm,
    float norm,
    float clip) {

  /** How many numbers there are. */
  public static final int COUNT = 6;

  /** The numbers in their order. */
  public MemorySegment segment(Arena arena) {
    return arena.allocateFrom(
        ValueLayout.JAVA_FLOAT, learningRate, adamRate, adamEpsilon, largestNorm, norm, clip);
  }

  /** The numbers that lie in a segment. */
  public static StepNumbers of(MemorySegment segment) {
    float[] each = segment.toArray(ValueLayout.JAVA_FLOAT);
    return new StepNumbers(each[0], each[1], each[2], each[3], each[4], each[5]);
  }
}
