package dev.continuo.trainer.config;

/** The optimizers to choose from. */
public enum OptimizerChoice {
  /** Muon, and AdamW for a net that comes with trained weights. */
  AUTO,
  /** Muon for the layers' matrices, AdamW for the rest. */
  MUON,
  /** AdamW for all weights. */
  ADAMW
}
