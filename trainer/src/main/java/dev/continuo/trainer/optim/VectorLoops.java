package dev.continuo.trainer.optim;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** The loops of {@link VectorElementwise} over memory of native floats. */
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
    FloatVector rest = load(values, whole, SPECIES.indexInRange(whole, count));
    return sequentialSum(rest.fma(rest, sum).toDoubleArray());
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
    VectorMask<Float> rest = SPECIES.indexInRange(whole, count);
    FloatVector g = load(gradient, whole, rest).mul(by.clip());
    FloatVector m = load(mean, whole, rest).mul(by.beta1()).add(g.mul(1 - by.beta1()));
    FloatVector v = load(square, whole, rest).mul(by.beta2()).add(g.mul(g).mul(1 - by.beta2()));
    FloatVector change = m.mul(rate).div(v.sqrt().add(by.epsilon()));
    store(load(weight, whole, rest).mul(keep).sub(change), weight, whole, rest);
    store(m, mean, whole, rest);
    store(v, square, whole, rest);
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
    VectorMask<Float> rest = SPECIES.indexInRange(whole, count);
    FloatVector g = load(gradient, whole, rest).mul(part);
    FloatVector m = load(momentum, whole, rest).mul(mu).add(g);
    FloatVector b = m.mul(mu).add(g);
    store(m, momentum, whole, rest);
    store(b, blend, whole, rest);
    return sequentialSum(b.fma(b, sum).toDoubleArray());
  }

  static void descend(MemorySegment weight, MemorySegment change, float keep, float rate) {
    long count = weight.byteSize() / Float.BYTES;
    long whole = SPECIES.loopBound(count);
    for (long i = 0; i < whole; i += SPECIES.length()) {
      store(load(weight, i).mul(keep).sub(load(change, i).mul(rate)), weight, i);
    }
    VectorMask<Float> rest = SPECIES.indexInRange(whole, count);
    FloatVector scaled = load(change, whole, rest).mul(rate);
    store(load(weight, whole, rest).mul(keep).sub(scaled), weight, whole, rest);
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

  private static FloatVector load(MemorySegment from, long index, VectorMask<Float> mask) {
    return FloatVector.fromMemorySegment(SPECIES, from, index * Float.BYTES, ORDER, mask);
  }

  private static void store(FloatVector value, MemorySegment to, long index) {
    value.intoMemorySegment(to, index * Float.BYTES, ORDER);
  }

  private static void store(
      FloatVector value, MemorySegment to, long index, VectorMask<Float> mask) {
    value.intoMemorySegment(to, index * Float.BYTES, ORDER, mask);
  }
}
