package dev.continuo.model.runtime;

/** Where a model is computed. */
public enum DevicePreference {
  /** All results are the same on any number of threads. */
  CPU,
  /** The first GPU; an error where none can be used. */
  GPU,
  /** A GPU where one can be used for the model, else the CPU. */
  AUTO
}
