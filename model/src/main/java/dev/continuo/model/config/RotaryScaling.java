package dev.continuo.model.config;

import java.util.List;

/** How a model turns by other frequencies than 1/base^(2i/R), for R rotated channels. */
public sealed interface RotaryScaling {

  /** No scaling. */
  RotaryScaling NONE = new Unscaled();

  /** Frequencies as the base has them. */
  record Unscaled() implements RotaryScaling {}

  /** All divided by a factor. */
  record Linear(double factor) implements RotaryScaling {
    public Linear {
      positive("factor", factor);
    }
  }

  /**
   * Llama 3.1's: long waves divided by a factor, short ones kept, those between in between.
   *
   * @param originalContext the context before it was extended
   * @param lowFrequency waves longer than originalContext / lowFrequency are long
   * @param highFrequency waves shorter than originalContext / highFrequency are short
   */
  record Llama3(double factor, double lowFrequency, double highFrequency, int originalContext)
      implements RotaryScaling {
    public Llama3 {
      positive("factor", factor);
      positive("low_freq_factor", lowFrequency);
      positive("high_freq_factor", highFrequency);
      positive("original_max_position_embeddings", originalContext);
      if (highFrequency <= lowFrequency) {
        throw new ModelException(
            "high_freq_factor: expected more than low_freq_factor "
                + lowFrequency
                + ", found "
                + highFrequency);
      }
    }
  }

  /**
   * YaRN (Peng et al., arXiv 2309.00071).
   *
   * @param originalContext the context before it was extended
   * @param betaFast channels that turn more often than this in that context are kept
   * @param betaSlow channels that turn less often are divided by the factor
   * @param attention what cosines and sines are multiplied by
   * @param truncate whether the borders are whole channels
   */
  record Yarn(
      double factor,
      int originalContext,
      double betaFast,
      double betaSlow,
      double attention,
      boolean truncate)
      implements RotaryScaling {
    public Yarn {
      positive("factor", factor);
      positive("original_max_position_embeddings", originalContext);
      positive("beta_fast", betaFast);
      positive("beta_slow", betaSlow);
      positive("attention_factor", attention);
      if (betaFast <= betaSlow) {
        throw new ModelException(
            "beta_fast: expected more than beta_slow " + betaSlow + ", found " + betaFast);
      }
    }

    /** What YaRN multiplies cosines and sines by where nothing else is said. */
    public static double attention(double factor) {
      return factor <= 1 ? 1 : 0.1 * Math.log(factor) + 1;
    }
  }

  /** Each frequency divided by a number of its own, as GGUF files hold Llama 3.1's. */
  record Divided(List<Float> divisors) implements RotaryScaling {
    public Divided {
      divisors = List.copyOf(divisors);
      divisors.forEach(divisor -> positive("rope_freqs", divisor));
    }
  }

  private static void positive(String name, double value) {
    if (!(value > 0 && value < 1e15)) {
      throw new ModelException(name + ": expected a number above 0, found " + value);
    }
  }
}
