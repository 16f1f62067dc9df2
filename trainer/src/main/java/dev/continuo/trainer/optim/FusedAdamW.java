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
 * AdamW on the CPU in one pass over memory: clip, both averages, decay and update, with the Vector
 * API on the tensors' own memory. The result does not depend on the number of threads.
 */
public final class FusedAdamW implements Optimizer {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final long CHUNK = 1L << 16;

  private final AdamWState state;
  private final List<Chunk> chunks = new ArrayList<>();
  private List<NDArray> known = List.of();

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
      long whole = SPECIES.loopBound(count);
      for (long i = 0; i < whole; i += SPECIES.length()) {
        FloatVector g = load(gradient, i);
        sum = g.fma(g, sum);
      }
      FloatVector rest = load(gradient, whole, SPECIES.indexInRange(whole, count));
      return sequentialSum(rest.fma(rest, sum).toDoubleArray());
    }

    void update(AdamWState.Factors factors) {
      long count = weight.byteSize() / Float.BYTES;
      long whole = SPECIES.loopBound(count);
      float keep = factors.keep(slot);
      for (long i = 0; i < whole; i += SPECIES.length()) {
        FloatVector g = load(gradient, i).mul(factors.clip());
        FloatVector m = nextMean(load(mean, i), g, factors);
        FloatVector v = nextSquare(load(square, i), g, factors);
        store(nextWeight(load(weight, i), m, v, keep, factors), weight, i);
        store(m, mean, i);
        store(v, square, i);
      }
      VectorMask<Float> rest = SPECIES.indexInRange(whole, count);
      FloatVector g = load(gradient, whole, rest).mul(factors.clip());
      FloatVector m = nextMean(load(mean, whole, rest), g, factors);
      FloatVector v = nextSquare(load(square, whole, rest), g, factors);
      store(nextWeight(load(weight, whole, rest), m, v, keep, factors), weight, whole, rest);
      store(m, mean, whole, rest);
      store(v, square, whole, rest);
    }

    private static FloatVector nextMean(FloatVector m, FloatVector g, AdamWState.Factors factors) {
      return m.mul(factors.beta1()).add(g.mul(1 - factors.beta1()));
    }

    private static FloatVector nextSquare(
        FloatVector v, FloatVector g, AdamWState.Factors factors) {
      return v.mul(factors.beta2()).add(g.mul(g).mul(1 - factors.beta2()));
    }

    private static FloatVector nextWeight(
        FloatVector w, FloatVector m, FloatVector v, float keep, AdamWState.Factors factors) {
      return w.mul(keep).sub(m.mul(factors.rate()).div(v.sqrt().add(factors.epsilon())));
    }

    private static FloatVector load(MemorySegment from, long index) {
      return FloatVector.fromMemorySegment(SPECIES, from, index * Float.BYTES, ORDER);
    }

    private static void store(FloatVector value, MemorySegment to, long index) {
      value.intoMemorySegment(to, index * Float.BYTES, ORDER);
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
  public double step(Map<String, NDArray> gradients, double learningRate) {
    List<Chunk> stretches = chunksOf(gradients);
    double[] sums = new double[stretches.size()];
    IntStream.range(0, sums.length)
        .parallel()
        .forEach(i -> sums[i] = stretches.get(i).squaredNorm());
    double norm = Math.sqrt(sequentialSum(sums));
    AdamWState.Factors factors = state.next(learningRate, norm);
    stretches.parallelStream().forEach(chunk -> chunk.update(factors));
    return norm;
  }

  /** The stretches of all weights; those of the last step where the same arrays come again. */
  private List<Chunk> chunksOf(Map<String, NDArray> gradients) {
    List<NDArray> arrays = state.slots().stream().map(slot -> slot.gradient(gradients)).toList();
    if (!isSame(arrays, known)) {
      chunks.clear();
      for (int i = 0; i < arrays.size(); i++) {
        Chunk.addAll(chunks, state.slots().get(i), arrays.get(i));
      }
      known = arrays;
    }
    return chunks;
  }

  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(List<NDArray> first, List<NDArray> second) {
    return first.size() == second.size()
        && IntStream.range(0, first.size()).allMatch(i -> first.get(i) == second.get(i));
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
