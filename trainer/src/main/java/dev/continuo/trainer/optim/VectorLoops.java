package dev.continuo.trainer.optim;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link VectorElementwise} over memory of native floats. What is left over at the end
 * is done element by element, with the same roundings: masked vectors would double what there is to
 * compile.
 */
final class VectorLoops {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private VectorLoops() {}

  static double squaredNorm(MemorySegment values) {
    FloatVector sum = FloatVector.zero(SPECIES);
    long count = values.byteSize() / Float.BYTES;
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
      MemorySegment weight,
      MemorySegment gradient,
      MemorySegment mean,
      MemorySegment square,
      AdamWState.Factors by,
      float rate,
      float keep) {
    long count = weight.byteSize() / Float.BYTES;
    long whole = SPECIES.loopBound(count);
    for (long i = 0; i < whole; i += SPECIES.length()) {
      FloatVector g = load(gradient, i).mul(by.clip());
      FloatVector m = load(mean, i).mul(by.beta1()).add(g.mul(1 - by.beta1()));
      FloatVector v = load(square, i).mul(by.beta2()).add(g.mul(g).mul(1 - by.beta2()));
      FloatVector change = m.mul(rate).div(v.sqrt().add(by.epsilon()));
      store(load(weight, i).mul(keep).sub(change), weight, i);
      store(m, mean, i);
      store(v, square, i);
    }
    for (long i = whole; i < count; i++) {
      float g = get(gradient, i) * by.clip();
      float m = get(mean, i) * by.beta1() + g * (1 - by.beta1());
      float v = get(square, i) * by.beta2() + g * g * (1 - by.beta2());
      float change = m * rate / ((float) Math.sqrt(v) + by.epsilon());
      set(weight, i, get(weight, i) * keep - change);
      set(mean, i, m);
      set(square, i, v);
    }
  }

  /** Gives the sum of the squares of the blend. */
  static double nesterov(
      MemorySegment momentum, MemorySegment gradient, MemorySegment blend, float part, float mu) {
    FloatVector sum = FloatVector.zero(SPECIES);
    long count = momentum.byteSize() / Float.BYTES;
    long whole = SPECIES.loopBound(count);
    for (long i = 0; i < whole; i += SPECIES.length()) {
      FloatVector g = load(gradient, i).mul(part);
      FloatVector m = load(momentum, i).mul(mu).add(g);
      FloatVector b = m.mul(mu).add(g);
      store(m, momentum, i);
      store(b, blend, i);
      sum = b.fma(b, sum);
    }
    double rest = 0;
    for (long i = whole; i < count; i++) {
      float g = get(gradient, i) * part;
      float m = get(momentum, i) * mu + g;
      float b = m * mu + g;
      set(momentum, i, m);
      set(blend, i, b);
      rest += (double) b * b;
    }
    return sequentialSum(sum.toDoubleArray()) + rest;
  }

  static void average(MemorySegment momentum, MemorySegment gradient, float part, float mu) {
    long count = momentum.byteSize() / Float.BYTES;
    long whole = SPECIES.loopBound(count);
    for (long i = 0; i < whole; i += SPECIES.length()) {
      store(load(momentum, i).mul(mu).add(load(gradient, i).mul(part)), momentum, i);
    }
    for (long i = whole; i < count; i++) {
      set(momentum, i, get(momentum, i) * mu + get(gradient, i) * part);
    }
  }

  static void descend(MemorySegment weight, MemorySegment change, float keep, float rate) {
    long count = weight.byteSize() / Float.BYTES;
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

  private static FloatVector load(MemorySegment from, long index) {
    return FloatVector.fromMemorySegment(SPECIES, from, index * Float.BYTES, ORDER);
  }

  private static void store(FloatVector value, MemorySegment to, long index) {
    value.intoMemorySegment(to, index * Float.BYTES, ORDER);
  }

  private static float get(MemorySegment from, long index) {
    return from.getAtIndex(ValueLayout.JAVA_FLOAT, index);
  }

  private static void set(MemorySegment to, long index, float value) {
    to.setAtIndex(ValueLayout.JAVA_FLOAT, index, value);
  }
}
