package dev.continuo.trainer.optim;

import ai.djl.ndarray.NDArray;
import dev.continuo.model.aten.Aten;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * On the CPU: one pass of Vector API code over the tensors' own memory for each method, in
 * stretches that threads share. The results do not depend on the number of threads.
 */
final class VectorElementwise implements Elementwise {

  private static final long STRETCH = 1L << 16;

  /** Arrays of one size, cut at the same places. */
  private interface Stretch {
    /**
     * Works on a part of each array.
     *
     * @param offset in bytes, from the start of each
     * @param count of elements
     */
    void run(long offset, long count);
  }

  @Override
  public double squaredNorm(Iterable<NDArray> arrays) {
    List<long[]> stretches = new ArrayList<>();
    for (NDArray array : arrays) {
      long start = address(array);
      cut(array.size(), (offset, count) -> stretches.add(new long[] {start + offset, count}));
    }
    double[] sums = new double[stretches.size()];
    IntStream.range(0, sums.length)
        .parallel()
        .forEach(i -> sums[i] = VectorLoops.squaredNorm(stretches.get(i)[0], stretches.get(i)[1]));
    return VectorLoops.sequentialSum(sums);
  }

  @Override
  public void adamW(
      List<AdamWState.Slot> slots, Map<String, NDArray> gradients, AdamWState.Factors by) {
    List<Runnable> work = new ArrayList<>();
    for (AdamWState.Slot slot : slots) {
      long gradient = address(slot.gradient(gradients));
      long weight = address(slot.weight());
      long mean = address(slot.mean());
      long square = address(slot.square());
      float rate = by.rate(slot);
      float keep = by.keep(slot);
      cut(
          slot.weight().size(),
          (offset, count) ->
              work.add(
                  () ->
                      VectorLoops.adamW(
                          weight + offset,
                          gradient + offset,
                          mean + offset,
                          square + offset,
                          count,
                          by,
                          rate,
                          keep)));
    }
    work.parallelStream().forEach(Runnable::run);
  }

  @Override
  public void nesterov(
      NDArray momentum, List<NDArray> gradients, NDArray blend, double clip, double mu) {
    List<Runnable> work = new ArrayList<>();
    long size = blend.size() / gradients.size();
    for (int i = 0; i < gradients.size(); i++) {
      long gradient = address(gradients.get(i));
      long ownMomentum = address(momentum) + i * size * Float.BYTES;
      long ownBlend = address(blend) + i * size * Float.BYTES;
      cut(
          size,
          (offset, count) ->
              work.add(
                  () ->
                      VectorLoops.nesterov(
                          ownMomentum + offset,
                          gradient + offset,
                          ownBlend + offset,
                          count,
                          (float) (clip * (1 - mu)),
                          (float) mu)));
    }
    work.parallelStream().forEach(Runnable::run);
  }

  @Override
  public void descend(List<NDArray> weights, NDArray changes, double keep, double rate) {
    List<Runnable> work = new ArrayList<>();
    long size = changes.size() / weights.size();
    for (int i = 0; i < weights.size(); i++) {
      long weight = address(weights.get(i));
      long change = address(changes) + i * size * Float.BYTES;
      cut(
          size,
          (offset, count) ->
              work.add(
                  () ->
                      VectorLoops.descend(
                          weight + offset, change + offset, count, (float) keep, (float) rate)));
    }
    work.parallelStream().forEach(Runnable::run);
  }

  private static long address(NDArray array) {
    return Aten.floats(array).address();
  }

  private static void cut(long size, Stretch stretch) {
    for (long from = 0; from < size; from += STRETCH) {
      stretch.run(from * Float.BYTES, Math.min(STRETCH, size - from));
    }
  }
}
