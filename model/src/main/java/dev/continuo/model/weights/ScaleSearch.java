package dev.continuo.model.weights;

/**
 * The scale, and the minimum, with which a group of weights loses least when it is rounded to
 * levels. Levels are tried for scales around the one that uses them all, from the best minimum so
 * far; for given levels the best scale and minimum are a weighted linear regression of the weights
 * on them.
 *
 * <p>Of 0, 1, 2, 10 and levels from 0 to 3, {@code scale = 10/3} gives 0, 0, 1, 3; the regression
 * on these makes it 3.42, with −0.17 as what is added.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/pull/1684">k-quants</a>
 */
final class ScaleSearch {

  /** How much wider the range of levels is from one try to the next. */
  private static final float STEP = 0.1f;

  private static final int STEPS = 20;
  private static final int SYMMETRIC_STEPS = 9;
  private static final float SMALLEST = 1e-15f;

  private final int[] levels;
  private float scale;
  private float minimum;

  ScaleSearch(int elements) {
    levels = new int[elements];
  }

  /** The scale that was found. */
  float scale() {
    return scale;
  }

  /** What is taken from scale · level: 0 or more. */
  float minimum() {
    return minimum;
  }

  /**
   * Searches for a scale and a minimum, for levels from 0 on. A weight counts by its size beside
   * the root mean square of all.
   *
   * @param most the greatest level
   */
  void withMinimum(float[] x, int from, int most) {
    float least = Math.min(0, x[from]);
    float greatest = x[from];
    float squares = 0;
    for (int i = 0; i < levels.length; i++) {
      least = Math.min(least, x[from + i]);
      greatest = Math.max(greatest, x[from + i]);
      squares += x[from + i] * x[from + i];
    }
    if (greatest == least) {
      scale = 0;
      minimum = -least;
      return;
    }
    float mean = (float) Math.sqrt(squares / levels.length);
    scale = (greatest - least) / most;
    minimum = -least;
    float best = Float.MAX_VALUE;
    for (int step = -1; step <= STEPS; step++) {
      float range = step < 0 ? most : most - 1 + STEP * step;
      float inverse = range / (greatest + minimum);
      for (int i = 0; i < levels.length; i++) {
        levels[i] = Math.clamp((int) Math.rint(inverse * (x[from + i] + minimum)), 0, most);
      }
      float triedScale = scale;
      float triedMinimum = minimum;
      if (step >= 0) {
        float[] fitted = regression(x, from, mean);
        triedScale = fitted[0];
        triedMinimum = fitted[1];
      }
      float error = error(x, from, mean, triedScale, triedMinimum);
      if (error < best) {
        best = error;
        scale = triedScale;
        minimum = triedMinimum;
      }
    }
  }

  /** Scale and minimum by which the levels are nearest to the weights. */
  private float[] regression(float[] x, int from, float mean) {
    float sum = 0;
    float sumX = 0;
    float sumL = 0;
    float sumLL = 0;
    float sumXL = 0;
    for (int i = 0; i < levels.length; i++) {
      float weight = mean + Math.abs(x[from + i]);
      float level = levels[i];
      sum += weight;
      sumX += weight * x[from + i];
      sumL += weight * level;
      sumLL += weight * level * level;
      sumXL += weight * level * x[from + i];
    }
    float determinant = sum * sumLL - sumL * sumL;
    if (determinant <= 0) {
      return new float[] {scale, minimum};
    }
    float added = (sumLL * sumX - sumL * sumXL) / determinant;
    return added > 0
        ? new float[] {sumXL / sumLL, 0}
        : new float[] {(sum * sumXL - sumX * sumL) / determinant, -added};
  }

  private float error(float[] x, int from, float mean, float byScale, float less) {
    float error = 0;
    for (int i = 0; i < levels.length; i++) {
      float difference = byScale * levels[i] - less - x[from + i];
      error += (mean + Math.abs(x[from + i])) * difference * difference;
    }
    return error;
  }

  /**
   * Searches for a scale alone, for levels from −{@code most} to {@code most} − 1. A weight counts
   * by its square.
   */
  void symmetric(float[] x, int from, int most) {
    float extreme = 0;
    for (int i = 0; i < levels.length; i++) {
      extreme = Math.abs(x[from + i]) > Math.abs(extreme) ? x[from + i] : extreme;
    }
    minimum = 0;
    if (Math.abs(extreme) < SMALLEST) {
      scale = 0;
      return;
    }
    scale = extreme / -most;
    float best = 0;
    for (int step = -SYMMETRIC_STEPS; step <= SYMMETRIC_STEPS; step++) {
      float inverse = -(most + STEP * step) / extreme;
      float sumXL = 0;
      float sumLL = 0;
      for (int i = 0; i < levels.length; i++) {
        int level = Math.clamp((int) Math.rint(inverse * x[from + i]), -most, most - 1);
        float weight = x[from + i] * x[from + i];
        sumXL += weight * x[from + i] * level;
        sumLL += weight * level * level;
      }
      if (sumLL > 0 && sumXL * sumXL > best * sumLL) {
        scale = sumXL / sumLL;
        best = scale * sumXL;
      }
    }
  }
}
