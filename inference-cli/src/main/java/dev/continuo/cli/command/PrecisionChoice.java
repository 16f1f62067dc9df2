package dev.continuo.cli.command;

import dev.continuo.model.device.ComputeDevice;
import dev.continuo.model.device.Precision;
import dev.continuo.trainer.config.Devices;

/** The number formats of matrix products to choose from. */
enum PrecisionChoice {
  AUTO,
  BF16,
  FLOAT32;

  /** The format on a device; auto is what it is good at. */
  Precision on(ComputeDevice device) {
    return switch (this) {
      case AUTO -> Devices.precision(device);
      case BF16 -> Precision.BFLOAT16;
      case FLOAT32 -> Precision.FLOAT32;
    };
  }
}
