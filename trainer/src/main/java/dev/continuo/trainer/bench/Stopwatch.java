package dev.continuo.trainer.bench;

import ai.djl.Device;
import dev.continuo.model.device.CudaTimer;
import java.util.concurrent.TimeUnit;

/** Seconds of computing: a GPU works behind the program's back and is asked itself. */
sealed interface Stopwatch extends AutoCloseable {

  /** The stopwatch for what a device computes. */
  static Stopwatch of(Device device) {
    return device.isGpu() ? new OfGpu(new CudaTimer(device.getDeviceId())) : new OfCpu();
  }

  void start();

  /** Since the start, once all of it is computed. */
  double seconds();

  @Override
  default void close() {}

  /** The program's clock. */
  final class OfCpu implements Stopwatch {
    private long start;

    @Override
    public void start() {
      start = System.nanoTime();
    }

    @Override
    public double seconds() {
      return (double) (System.nanoTime() - start) / TimeUnit.SECONDS.toNanos(1);
    }
  }

  /** The GPU's own. */
  record OfGpu(CudaTimer timer) implements Stopwatch {
    @Override
    public void start() {
      timer.start();
    }

    @Override
    public double seconds() {
      return timer.seconds();
    }

    @Override
    public void close() {
      timer.close();
    }
  }
}
