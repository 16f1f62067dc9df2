package dev.continuo.model.device;

/** What computes. */
public enum ComputeDevice {
  CPU,
  GPU
}
