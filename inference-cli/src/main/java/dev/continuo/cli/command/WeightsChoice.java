package dev.continuo.cli.command;

import dev.continuo.model.runtime.RuntimeOptions;
import dev.continuo.model.runtime.WeightFormat;

/** How the generation runtime keeps a model's weights in memory, as a user types it. */
enum WeightsChoice {
  STORED(WeightFormat.AS_STORED),
  FLOAT32(WeightFormat.FLOAT32),
  BF16(WeightFormat.BFLOAT16),
  INT8(WeightFormat.INT8);

  static final String LABEL = "stored|float32|bf16|int8";

  private final WeightFormat format;

  WeightsChoice(WeightFormat format) {
    this.format = format;
  }

  WeightFormat format() {
    return format;
  }

  /** All processors, and weights kept so. */
  RuntimeOptions options() {
    return RuntimeOptions.defaults().withWeights(format);
  }
}
