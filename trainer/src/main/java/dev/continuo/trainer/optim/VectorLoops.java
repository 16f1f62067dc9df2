package dev.continuo.trainer.optim;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link VectorElementwise} over native floats, which are given by their addresses:
 * one constant segment reaches them all, so that compiled code never depends on which kinds of
 * segments the program has used before. What is left over at the end is done element by element,
 * with the same roundings: masked vectors would double what there is to compile.
 */
final class VectorLoops {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  @SuppressWarnings("restricted")
  private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private VectorLoops() {}

  static double squaredNorm(long values, long count) {
    FloatVector sum = FloatVector.zero(SPECIES);
    long whole = SPECIES.loopBound(count);
    for (long i = 0; i < whole; i += SPECIES.length()) {
      FloatVector value = load(values, i);
      sum = value.fma(value, sum);
    }
    double rest = 0;
    for (long i = whole; i < count; i++) {
      double value = get(values, i);
      rest += value * value;
    }
    return sequentialSum(sum.toDoubleArray()) + rest;
  }

  static void adamW(
      long weight,
      long gradient,
      long mean,
      long square,
      long count,
      AdamWState.Factors by,
      float rate,
      float keep) {
    float clip = by.clip();
    float beta1 = by.beta1();
    float beta2 = by.beta2();
    float epsilon = by.epsilon();
    long whole = SPECIES.loopBound(count);
    for (long i = 0; i < whole; i += SPECIES.length()) {
      FloatVector g = load(gradient, i).mul(clip);
      FloatVector m = load(mean, i).mul(beta1).add(g.mul(1 - beta1));
      FloatVector v = load(square, i).mul(beta2).add(g.mul(g).mul(1 - beta2));
      FloatVector change = m.mul(rate).div(v.sqrt().add(epsilon));
      store(load(weight, i).mul(keep).sub(change), weight, i);
      store(m, mean, i);
      store(v, square, i);
    }
    for (long i = whole; i < count; i++) {
      float g = get(gradient, i) * clip;
      float m = get(mean, i) * beta1 + g * (1 - beta1);
      float v = get(square, i) * beta2 + g * g * (1 - beta2);
      float change = m * rate / ((float) Math.sqrt(v) + epsilon);
      set(weight, i, get(weight, i) * keep - change);
      set(mean, i, m);
      set(square, i, v);
    }
  }

  static void nesterov(long momentum, long gradient, long blend, long count, float part, float mu) {
    long whole = SPECIES.loopBound(count);
    for (long i = 0; i < whole; i += SPECIES.length()) {
      FloatVector g = load(gradient, i).mul(part);
      FloatVector m = load(momentum, i).mul(mu).add(g);
      store(m, momentum, i);
      store(m.mul(mu).add(g), blend, i);
    }
    for (long i = whole; i < count; i++) {
      float g = get(gradient, i) * part;
      float m = get(momentum, i) * mu + g;
      set(momentum, i, m);
      set(blend, i, m * mu + g);
    }
  }

  static void descend(long weight, long change, long count, float keep, float rate) {
    long whole = SPECIES.loopBound(count);
    for (long i = 0; i < whole; i += SPECIES.length()) {
      store(load(weight, i).mul(keep).sub(load(change, i).mul(rate)), weight, i);
    }
    for (long i = whole; i < count; i++) {
      set(weight, i, get(weight, i) * keep - get(change, i) * rate);
    }
  }

  /**
   * The sum from first to last: the same at any number of threads, and, unlike a reduction of
   * lanes, the same before and after the code is compiled.
   */
  static double sequentialSum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  private static FloatVector load(long address, long index) {
    return FloatVector.fromMemorySegment(SPECIES, MEMORY, address + index * Float.BYTES, ORDER);
  }

  private static void store(FloatVector value, long address, long index) {
    value.intoMemorySegment(MEMORY, address + index * Float.BYTES, ORDER);
  }

  private static float get(long address, long index) {
    return MEMORY.get(ValueLayout.JAVA_FLOAT, address + index * Float.BYTES);
  }

  private static void set(long address, long index, float value) {
    MEMORY.set(ValueLayout.JAVA_FLOAT, address + index * Float.BYTES, value);
  }
}
