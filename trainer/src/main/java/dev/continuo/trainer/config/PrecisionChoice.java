package dev.continuo.trainer.config;

import dev.continuo.model.device.ComputeDevice;
import dev.continuo.model.device.Precision;

/** The number formats of matrix products to choose from. */
public enum PrecisionChoice {
  /** What the device multiplies fastest. */
  AUTO,
  BF16,
  FLOAT32;

  /**
   * The format on a device.
   *
   * @throws UsageException where the device does not multiply in the format that is asked for
   */
  public Precision on(ComputeDevice device) {
    return switch (this) {
      case AUTO -> Devices.precision(device);
      case BF16 -> {
        Devices.require(device, Precision.BFLOAT16);
        yield Precision.BFLOAT16;
      }
      case FLOAT32 -> Precision.FLOAT32;
    };
  }

  /** The choice of a format. */
  public static PrecisionChoice of(Precision precision) {
    return switch (precision) {
      case BFLOAT16 -> BF16;
      case FLOAT32 -> FLOAT32;
    };
  }
}
