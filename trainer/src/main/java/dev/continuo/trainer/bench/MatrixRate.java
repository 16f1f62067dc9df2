package dev.continuo.trainer.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.continuo.model.aten.Aten;
import dev.continuo.model.aten.Libtorch;
import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.Backend.Mark;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.Matrix;
import dev.continuo.model.backend.cpu.CpuBackend;
import dev.continuo.model.backend.cuda.CudaBackend;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.ComputeDevice;
import dev.continuo.model.device.Precision;
import dev.continuo.trainer.config.Devices;
import dev.continuo.trainer.config.TrainingConfig;
import java.util.concurrent.TimeUnit;

/** How fast a device multiplies large matrices: the roofline of training. */
public final class MatrixRate {

  private static final int SIDE_ON_CPU = 1024;
  private static final int SIDE_ON_GPU = 8192;
  private static final int PRODUCTS = 4;
  private static final int ROUNDS = 8;

  private MatrixRate() {}

  /** The floating-point operations per second of a product, in the best of some rounds. */
  public static double measure(ComputeDevice device, Precision precision) {
    return switch (device) {
      case CPU -> {
        if (Libtorch.isThere()) {
          yield onCpu(precision);
        }
        int threads = Runtime.getRuntime().availableProcessors();
        try (Backend backend = new CpuBackend(Aten.ScalarType.FLOAT32, threads)) {
          yield of(backend, SIDE_ON_CPU);
        }
      }
      case GPU -> {
        ElementType type =
            precision == Precision.BFLOAT16 ? ElementType.BFLOAT16 : ElementType.FLOAT32;
        try (Backend backend = CudaBackend.open(0, type)) {
          yield of(backend);
        }
      }
    };
  }

  /** The tokens per second that a training would see if it did nothing but such products. */
  public static double mostTokensPerSecond(ModelConfig model, TrainingConfig config) {
    ComputeDevice device = Devices.of(config.device());
    double flops = measure(device, Devices.usable(device, config.precision()));
    return flops / model.trainingFlopsPerToken(config.batch().context());
  }

  private static double onCpu(Precision precision) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      NDArray left = random(manager, precision);
      NDArray right = random(manager, precision);
      NDArray product = random(manager, precision);
      double best = Double.POSITIVE_INFINITY;
      for (int round = 0; round < ROUNDS; round++) {
        long start = System.nanoTime();
        for (int i = 0; i < PRODUCTS; i++) {
          Aten.batchProduct(left, right, product); // (1, S, S)
        }
        double seconds = (double) (System.nanoTime() - start) / TimeUnit.SECONDS.toNanos(1);
        best = Math.min(best, seconds);
      }
      return flops(SIDE_ON_CPU) / best;
    }
  }

  /** Of a backend, in its type of activations. */
  static double of(Backend backend) {
    return of(backend, SIDE_ON_GPU);
  }

  private static double of(Backend backend, int side) {
    Matrix[] matrices = new Matrix[3];
    for (int i = 0; i < matrices.length; i++) {
      long elements = (long) side * side;
      Buffer buffer = backend.allocate("matrix", backend.activations(), elements);
      backend.write(buffer, RandomNumbers.of(backend.activations(), elements, i));
      matrices[i] = Matrix.of(buffer, side, side);
    }
    double best = Double.POSITIVE_INFINITY;
    for (int round = 0; round < ROUNDS; round++) {
      try (Mark start = backend.mark()) {
        for (int i = 0; i < PRODUCTS; i++) {
          backend.multiply(matrices[0], matrices[1], null, matrices[2], 1);
        }
        try (Mark end = backend.mark()) {
          best = Math.min(best, end.secondsSince(start));
        }
      }
    }
    return flops(side) / best;
  }

  private static double flops(double side) {
    return PRODUCTS * 2 * side * side * side;
  }

  private static NDArray random(NDManager manager, Precision precision) {
    try (NDArray array = manager.randomNormal(new Shape(1, SIDE_ON_CPU, SIDE_ON_CPU))) {
      return Aten.toType(array, precision.scalarType());
    }
  }
}
