package dev.continuo.cli.command;

/** The number formats to choose from. */
enum PrecisionChoice {
  AUTO,
  BF16,
  FLOAT32
}
