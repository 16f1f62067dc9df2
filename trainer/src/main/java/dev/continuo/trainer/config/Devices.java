package dev.continuo.trainer.config;

import dev.continuo.model.backend.Gpu;
import dev.continuo.model.device.ComputeDevice;
import dev.continuo.model.device.CudaDevices;
import dev.continuo.model.device.Precision;
import dev.continuo.model.device.Processor;
import dev.continuo.model.kernel.NativeProducts;
import dev.continuo.model.runtime.DevicePreference;
import dev.continuo.trainer.config.TrainingConfig.Engine;
import dev.continuo.trainer.config.TrainingConfig.Resources;

/** The choice of a device and of the number format that it is good at. */
public final class Devices {

  private Devices() {}

  /**
   * The device that is preferred, on this machine.
   *
   * @throws TrainingException where a GPU is asked for and none can be used
   */
  public static ComputeDevice of(DevicePreference preference) {
    return switch (preference) {
      case CPU -> ComputeDevice.CPU;
      case GPU -> gpu();
      case AUTO -> Gpu.problem().isEmpty() ? ComputeDevice.GPU : ComputeDevice.CPU;
    };
  }

  /** bfloat16 where the device multiplies matrices in it, float32 elsewhere. */
  public static Precision precision(ComputeDevice device) {
    return hasBfloat16(device) ? Precision.BFLOAT16 : Precision.FLOAT32;
  }

  private static boolean hasBfloat16(ComputeDevice device) {
    return switch (device) {
      case CPU -> NativeProducts.haveBfloat16();
      case GPU -> CudaDevices.list().getFirst().computeCapability().hasBfloat16();
    };
  }

  /** What multiplies matrices, by name. */
  public static String name(ComputeDevice device) {
    return switch (device) {
      case CPU -> Processor.current().name();
      case GPU -> CudaDevices.list().getFirst().name();
    };
  }

  /** A number format, or float32 if a device does not multiply matrices in it. */
  public static Precision usable(ComputeDevice device, Precision precision) {
    return switch (precision) {
      case FLOAT32 -> Precision.FLOAT32;
      case BFLOAT16 -> precision(device);
    };
  }

  /**
   * Refuses a number format that was asked for.
   *
   * @throws TrainingException where the device does not multiply in it
   */
  public static void require(ComputeDevice device, Precision precision) {
    if (usable(device, precision) != precision) {
      throw new TrainingException(
          "%s: expected float32 or auto, found bf16; %s has no matrix products in bfloat16 (%s)",
          TrainingSettings.PRECISION,
          name(device),
          switch (device) {
            case CPU ->
                Processor.current().hasBfloat16()
                    ? "which libtorch's oneDNN would bring"
                    : "avx512_bf16 or amx_bf16";
            case GPU -> "compute capability 8.0";
          });
    }
  }

  /**
   * Refuses an engine that cannot do what a run asks for.
   *
   * @throws TrainingException where DJL's graph is to train on a GPU, or to compute activations
   *     again
   */
  public static void require(ComputeDevice device, Engine engine, Resources resources) {
    if (engine != Engine.DJL) {
      return;
    }
    if (device == ComputeDevice.GPU) {
      throw new UsageException(
          "%s djl trains on the CPU alone; set %s to cpu or %s to continuo",
          TrainingSettings.ENGINE, TrainingSettings.DEVICE, TrainingSettings.ENGINE);
    }
    if (Boolean.TRUE.equals(resources.recompute())) {
      throw new UsageException(
          "%s has no effect with %s djl, which keeps all activations; leave one of them out",
          TrainingSettings.RECOMPUTE, TrainingSettings.ENGINE);
    }
  }

  private static ComputeDevice gpu() {
    Gpu.problem()
        .ifPresent(
            problem -> {
              throw new TrainingException("%s gpu: %s", TrainingSettings.DEVICE, problem);
            });
    return ComputeDevice.GPU;
  }
}
