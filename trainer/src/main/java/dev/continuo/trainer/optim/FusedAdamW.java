package dev.continuo.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.continuo.model.aten.Aten;
import dev.continuo.trainer.config.TrainingConfig.AdamW;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * AdamW on the CPU in one pass over memory: clip, both averages, decay, update and clearing of the
 * gradient, with the Vector API on the tensors' own memory. The result does not depend on the
 * number of threads.
 */
public final class FusedAdamW implements Optimizer {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final long CHUNK = 1L << 16;

  private final AdamWState state;

  public FusedAdamW(Map<String, NDArray> weights, NDManager manager, AdamW config) {
    state = new AdamWState(weights, manager, config);
  }

  /** A stretch of one weight that one thread handles. */
  private record Chunk(
      AdamWState.Slot slot,
      MemorySegment weight,
      MemorySegment gradient,
      MemorySegment mean,
      MemorySegment square) {

    static void addAll(List<Chunk> chunks, AdamWState.Slot slot, NDArray gradientArray) {
      MemorySegment weight = Aten.floats(slot.weight());
      MemorySegment gradient = Aten.floats(gradientArray);
      MemorySegment mean = Aten.floats(slot.mean());
      MemorySegment square = Aten.floats(slot.square());
      long step = CHUNK * Float.BYTES;
      for (long from = 0; from < weight.byteSize(); from += step) {
        long size = Math.min(step, weight.byteSize() - from);
        chunks.add(
            new Chunk(
                slot,
                weight.asSlice(from, size),
                gradient.asSlice(from, size),
                mean.asSlice(from, size),
                square.asSlice(from, size)));
      }
    }

    double squaredNorm() {
      FloatVector sum = FloatVector.zero(SPECIES);
      long count = gradient.byteSize() / Float.BYTES;
      for (long i = 0; i < count; i += SPECIES.length()) {
        FloatVector g = load(gradient, i, SPECIES.indexInRange(i, count));
        sum = g.fma(g, sum);
      }
      return sequentialSum(sum.toDoubleArray());
    }

    void update(AdamWState.Factors factors) {
      long count = weight.byteSize() / Float.BYTES;
      float keep = factors.keep(slot);
      for (long i = 0; i < count; i += SPECIES.length()) {
        VectorMask<Float> mask = SPECIES.indexInRange(i, count);
        FloatVector g = load(gradient, i, mask).mul(factors.clip());
        FloatVector m = load(mean, i, mask).mul(factors.beta1()).add(g.mul(1 - factors.beta1()));
        FloatVector v =
            load(square, i, mask).mul(factors.beta2()).add(g.mul(g).mul(1 - factors.beta2()));
        FloatVector change = m.mul(factors.rate()).div(v.sqrt().add(factors.epsilon()));
        store(load(weight, i, mask).mul(keep).sub(change), weight, i, mask);
        store(m, mean, i, mask);
        store(v, square, i, mask);
        store(FloatVector.zero(SPECIES), gradient, i, mask);
      }
    }

    private static FloatVector load(MemorySegment from, long index, VectorMask<Float> mask) {
      return FloatVector.fromMemorySegment(SPECIES, from, index * Float.BYTES, ORDER, mask);
    }

    private static void store(
        FloatVector value, MemorySegment to, long index, VectorMask<Float> mask) {
      value.intoMemorySegment(to, index * Float.BYTES, ORDER, mask);
    }
  }

  @Override
  public double step(double learningRate) {
    List<NDArray> gradients = new ArrayList<>();
    try {
      List<Chunk> chunks = new ArrayList<>();
      for (AdamWState.Slot slot : state.slots()) {
        NDArray gradient = slot.weight().getGradient();
        gradients.add(gradient);
        Chunk.addAll(chunks, slot, gradient);
      }
      double[] sums = new double[chunks.size()];
      IntStream.range(0, sums.length)
          .parallel()
          .forEach(i -> sums[i] = chunks.get(i).squaredNorm());
      double norm = Math.sqrt(sequentialSum(sums));
      AdamWState.Factors factors = state.next(learningRate, norm);
      chunks.parallelStream().forEach(chunk -> chunk.update(factors));
      return norm;
    } finally {
      gradients.forEach(NDArray::close);
    }
  }

  /**
   * The sum from first to last: the same at any number of threads, and, unlike a reduction of
   * lanes, the same before and after the code is compiled.
   */
  private static double sequentialSum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  @Override
  public void resume(long steps) {
    state.resume(steps);
  }

  @Override
  public Map<String, NDArray> state() {
    return state.arrays();
  }
}
