package dev.continuo.model.runtime;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs the tiles beside the loading of the first model. Vectors are objects until the compiler has
 * seen a method often enough, and a first prompt would wait for that.
 */
final class WarmUp {

  /** After so many calls the compiler takes a method. */
  private static final int CALLS = 6000;

  private static final int[] TOKENS = {6, 4, 1};

  private static final AtomicBoolean STARTED = new AtomicBoolean();

  private WarmUp() {}

  /** Starts it, once. */
  static void start(Kernels kernels) {
    if (STARTED.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("continuo-warm-up").start(() -> run(kernels));
    }
  }

  private static void run(Kernels kernels) {
    int rows = kernels.panelRows();
    int most = TOKENS[0];
    byte[] values = new byte[Kernels.BLOCK * rows];
    float[] scales = new float[rows];
    float[] x = new float[most];
    float[] sums = new float[most * rows];
    float[] scratch = new float[Kernels.BLOCK * rows];
    for (int call = 0; call < CALLS; call++) {
      for (int tokens : TOKENS) {
        kernels.multiplyBlocks(values, scales, 1, x, tokens, sums, scratch);
      }
      kernels.multiplyColumns(scratch, 0, rows, rows, 1, x, 0, 1, Kernels.TILE, sums, 0, rows);
    }
  }
}
