package dev.continuo.trainer.config;

import ai.djl.Device;
import ai.djl.engine.Engine;
import dev.continuo.model.device.CudaDevice;
import dev.continuo.model.device.CudaDevices;
import dev.continuo.model.device.Processor;
import dev.continuo.model.net.Precision;
import java.util.List;

/** The choice of a device and of the number format that it is good at. */
public final class Devices {

  private Devices() {}

  /**
   * The device of a name.
   *
   * @param name {@code cpu}, {@code gpu}, or {@code auto}: a GPU where there is a usable one
   * @throws TrainingException where a GPU is asked for and none can be used
   */
  public static Device of(String name) {
    return switch (name) {
      case "cpu" -> Device.cpu();
      case "gpu" -> gpu();
      case "auto" ->
          !CudaDevices.list().isEmpty() && libtorchHasGpu() ? Device.gpu() : Device.cpu();
      default -> throw new TrainingException("--device: expected cpu, gpu or auto, found " + name);
    };
  }

  /** bfloat16 where the device multiplies matrices in it, float32 elsewhere. */
  public static Precision precision(Device device) {
    boolean bfloat16 =
        device.isGpu()
            ? CudaDevices.list().get(device.getDeviceId()).computeCapability().hasBfloat16()
            : Processor.current().hasBfloat16();
    return bfloat16 ? Precision.BFLOAT16 : Precision.FLOAT32;
  }

  /** A number format, or float32 if a device does not multiply matrices in it. */
  public static Precision usable(Device device, Precision precision) {
    return switch (precision) {
      case FLOAT32 -> Precision.FLOAT32;
      case BFLOAT16 ->
          device.isGpu() || Processor.current().hasBfloat16()
              ? Precision.BFLOAT16
              : Precision.FLOAT32;
    };
  }

  /**
   * Refuses a number format that was asked for.
   *
   * @throws TrainingException where the device does not multiply in it
   */
  public static void require(Device device, Precision precision) {
    if (usable(device, precision) != precision) {
      throw new TrainingException(
          "--precision: expected float32 or auto, found bf16; "
              + Processor.current().name()
              + " has no matrix products in bfloat16 (avx512_bf16 or amx_bf16)");
    }
  }

  private static Device gpu() {
    List<CudaDevice> devices = CudaDevices.list();
    if (devices.isEmpty()) {
      throw new TrainingException(
          "--device gpu: no GPU with a CUDA driver was found; use --device cpu or auto");
    }
    if (!libtorchHasGpu()) {
      throw new TrainingException(
          "--device gpu: this libtorch computes on the CPU only; set PYTORCH_LIBRARY_PATH to a CUDA"
              + " build of its version and PYTORCH_FLAVOR to cu128, or use --device cpu");
    }
    return Device.gpu();
  }

  private static boolean libtorchHasGpu() {
    return Engine.getInstance().getGpuCount() > 0;
  }
}
