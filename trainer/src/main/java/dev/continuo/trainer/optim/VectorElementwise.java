package dev.continuo.trainer.optim;

import ai.djl.ndarray.NDArray;
import dev.continuo.model.aten.Aten;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * On the CPU: one pass of Vector API code over the tensors' own memory for each method, in
 * stretches that threads share. The results do not depend on the number of threads.
 */
final class VectorElementwise implements Elementwise {

  private static final long STRETCH_BYTES = 1L << 18;

  /** Arrays of one size, cut at the same places. */
  private interface Stretch {
    void run(long from, long bytes);
  }

  @Override
  public double squaredNorm(Iterable<NDArray> arrays) {
    List<MemorySegment> stretches = new ArrayList<>();
    for (NDArray array : arrays) {
      MemorySegment all = Aten.floats(array);
      cut(all.byteSize(), (from, bytes) -> stretches.add(all.asSlice(from, bytes)));
    }
    double[] sums = new double[stretches.size()];
    IntStream.range(0, sums.length)
        .parallel()
        .forEach(i -> sums[i] = VectorLoops.squaredNorm(stretches.get(i)));
    return VectorLoops.sequentialSum(sums);
  }

  @Override
  public void adamW(
      List<AdamWState.Slot> slots, Map<String, NDArray> gradients, AdamWState.Factors by) {
    List<Runnable> work = new ArrayList<>();
    for (AdamWState.Slot slot : slots) {
      MemorySegment gradient = Aten.floats(slot.gradient(gradients));
      MemorySegment weight = Aten.floats(slot.weight());
      MemorySegment mean = Aten.floats(slot.mean());
      MemorySegment square = Aten.floats(slot.square());
      float rate = by.rate(slot);
      float keep = by.keep(slot);
      cut(
          weight.byteSize(),
          (from, bytes) ->
              work.add(
                  () ->
                      VectorLoops.adamW(
                          weight.asSlice(from, bytes),
                          gradient.asSlice(from, bytes),
                          mean.asSlice(from, bytes),
                          square.asSlice(from, bytes),
                          by,
                          rate,
                          keep)));
    }
    work.parallelStream().forEach(Runnable::run);
  }

  @Override
  public double[] nesterov(
      NDArray momentum, List<NDArray> gradients, NDArray blend, double clip, double mu) {
    MemorySegment allMomentum = Aten.floats(momentum);
    MemorySegment allBlend = Aten.floats(blend);
    long size = allBlend.byteSize() / gradients.size();
    int parts = Math.toIntExact(Math.ceilDiv(size, STRETCH_BYTES));
    List<MemorySegment> segments = gradients.stream().map(Aten::floats).toList();
    double[] sums = new double[gradients.size() * parts];
    IntStream.range(0, sums.length)
        .parallel()
        .forEach(
            i -> {
              long from = i % parts * STRETCH_BYTES;
              long bytes = Math.min(STRETCH_BYTES, size - from);
              long start = i / parts * size + from;
              sums[i] =
                  VectorLoops.nesterov(
                      allMomentum.asSlice(start, bytes),
                      segments.get(i / parts).asSlice(from, bytes),
                      allBlend.asSlice(start, bytes),
                      (float) (clip * (1 - mu)),
                      (float) mu);
            });
    double[] norms = new double[gradients.size()];
    for (int i = 0; i < sums.length; i++) {
      norms[i / parts] += sums[i];
    }
    for (int i = 0; i < norms.length; i++) {
      norms[i] = Math.sqrt(norms[i]);
    }
    return norms;
  }

  @Override
  public void average(NDArray momentum, List<NDArray> gradients, double clip, double mu) {
    List<Runnable> work = new ArrayList<>();
    MemorySegment all = Aten.floats(momentum);
    long size = all.byteSize() / gradients.size();
    for (int i = 0; i < gradients.size(); i++) {
      MemorySegment gradient = Aten.floats(gradients.get(i));
      long start = i * size;
      cut(
          size,
          (from, bytes) ->
              work.add(
                  () ->
                      VectorLoops.average(
                          all.asSlice(start + from, bytes),
                          gradient.asSlice(from, bytes),
                          (float) (clip * (1 - mu)),
                          (float) mu)));
    }
    work.parallelStream().forEach(Runnable::run);
  }

  @Override
  public void descend(List<NDArray> weights, NDArray changes, double keep, double rate) {
    List<Runnable> work = new ArrayList<>();
    MemorySegment allChanges = Aten.floats(changes);
    long size = allChanges.byteSize() / weights.size();
    for (int i = 0; i < weights.size(); i++) {
      MemorySegment weight = Aten.floats(weights.get(i));
      long start = i * size;
      cut(
          size,
          (from, bytes) ->
              work.add(
                  () ->
                      VectorLoops.descend(
                          weight.asSlice(from, bytes),
                          allChanges.asSlice(start + from, bytes),
                          (float) keep,
                          (float) rate)));
    }
    work.parallelStream().forEach(Runnable::run);
  }

  private static void cut(long size, Stretch stretch) {
    for (long from = 0; from < size; from += STRETCH_BYTES) {
      stretch.run(from, Math.min(STRETCH_BYTES, size - from));
    }
  }
}
