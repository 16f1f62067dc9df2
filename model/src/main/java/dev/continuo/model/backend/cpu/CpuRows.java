package dev.continuo.model.backend.cpu;

import dev.continuo.model.backend.Buffer;
import dev.continuo.model.vector.Workers;

/** Work on rows, block of rows by block of rows, by all threads. */
final class CpuRows {

  /** Rows of a task: few, so that what is computed in fits a cache and many threads have work. */
  static final int BLOCK = 16;

  private final Workers workers;
  private final ThreadLocal<Scratch> scratch;

  CpuRows(Workers workers, ThreadLocal<Scratch> scratch) {
    this.workers = workers;
    this.scratch = scratch;
  }

  /** What is done with a block of rows; {@code own} is the thread's scratch memory. */
  interface Task {
    void run(int block, int first, int count, Scratch own);
  }

  /** How many blocks there are. */
  static int blocks(int rows) {
    return Math.ceilDiv(rows, BLOCK);
  }

  void each(int rows, Task task) {
    workers.run(
        blocks(rows),
        block -> {
          int first = block * BLOCK;
          task.run(block, first, Math.min(BLOCK, rows - first), scratch.get());
        });
  }

  /** Adds the sums of blocks (blocks, channels) to a weight's gradient, or puts them there. */
  static void addUp(
      float[] sums, int start, int stride, Buffer gradient, boolean add, int channels) {
    float[] total = add ? Floats.all(gradient, channels) : new float[channels];
    for (int block = start; block < sums.length; block += stride) {
      for (int channel = 0; channel < channels; channel++) {
        total[channel] += sums[block + channel];
      }
    }
    Floats.put(total, 0, gradient, 0, channels);
  }

  /** to += from, which the compiler turns into vectors. */
  static void add(float[] from, int start, float[] to, int at, int length) {
    for (int i = 0; i < length; i++) {
      to[at + i] += from[start + i];
    }
  }
}
