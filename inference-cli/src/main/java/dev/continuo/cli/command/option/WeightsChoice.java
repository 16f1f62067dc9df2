package dev.continuo.cli.command.option;

import dev.continuo.model.runtime.RuntimeOptions;
import dev.continuo.model.runtime.WeightFormat;

/** How the generation runtime keeps a model's weights in memory, as a user types it. */
public enum WeightsChoice {
  STORED(WeightFormat.AS_STORED),
  FLOAT32(WeightFormat.FLOAT32),
  BF16(WeightFormat.BFLOAT16),
  INT8(WeightFormat.INT8);

  public static final String LABEL = "stored|float32|bf16|int8";

  private final WeightFormat format;

  WeightsChoice(WeightFormat format) {
    this.format = format;
  }

  public WeightFormat format() {
    return format;
  }

  /** All processors, and weights kept so. */
  public RuntimeOptions options() {
    return RuntimeOptions.defaults().withWeights(format);
  }
}
