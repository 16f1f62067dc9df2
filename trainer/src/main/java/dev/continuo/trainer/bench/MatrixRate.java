package dev.continuo.trainer.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.continuo.model.aten.Aten;
import dev.continuo.model.net.Precision;

/** How fast a device multiplies large matrices: the roofline of training. */
public final class MatrixRate {

  private static final int SIDE_ON_CPU = 1024;
  private static final int SIDE_ON_GPU = 8192;
  private static final int PRODUCTS = 4;
  private static final int ROUNDS = 8;

  private MatrixRate() {}

  /** The floating-point operations per second of a product, in the best of some rounds. */
  public static double measure(Device device, Precision precision) {
    int side = device.isGpu() ? SIDE_ON_GPU : SIDE_ON_CPU;
    try (NDManager manager = NDManager.newBaseManager(device);
        Stopwatch watch = Stopwatch.of(device)) {
      NDArray left = random(manager, side, precision);
      NDArray right = random(manager, side, precision);
      NDArray product = random(manager, side, precision);
      double best = Double.POSITIVE_INFINITY;
      for (int round = 0; round < ROUNDS; round++) {
        watch.start();
        for (int i = 0; i < PRODUCTS; i++) {
          Aten.batchProduct(left, right, product); // (1, S, S)
        }
        best = Math.min(best, watch.seconds());
      }
      return PRODUCTS * 2.0 * side * side * side / best;
    }
  }

  private static NDArray random(NDManager manager, int side, Precision precision) {
    try (NDArray array = manager.randomNormal(new Shape(1, side, side))) {
      return Aten.toType(array, precision.scalarType());
    }
  }
}
