package dev.continuo.model.weights;

/**
 * Blocks of 256 elements, whose groups have scales of a few bits. The scales, and minimums, of the
 * groups are searched for one by one, then rounded beside the greatest of them; with those the
 * weights are rounded.
 */
final class SuperQuantizer extends BlockQuantizer {

  private static final int SCALE_LEVELS = 63;
  private static final int MOST = 15;

  private final DataType type;
  private final ScaleSearch search;
  private final float[] scales;
  private final float[] minimums;
  private final int[] levels;

  SuperQuantizer(DataType type) {
    this.type = type;
    search = new ScaleSearch(type.groupElements());
    scales = new float[type.blockElements() / type.groupElements()];
    minimums = new float[scales.length];
    levels = new int[type.blockElements()];
  }

  @Override
  void fill(float[] x, int from, byte[] block) {
    switch (type) {
      case Q4_K -> {
        roundAboveMinimums(x, from, block);
        putNibbles(block, 16, 32);
      }
      case Q6_K -> {
        round(x, from, block);
        putNibbles(block, 0, 64);
        for (int i = 0; i < levels.length; i++) {
          block[128 + i / 128 * 32 + i % 32] |= (byte) ((levels[i] / 16) << (i / 32 % 4 * 2));
        }
      }
      default -> throw new IllegalStateException("not a type of 256 elements: " + type);
    }
  }

  private void roundAboveMinimums(float[] x, int from, byte[] block) {
    int size = type.groupElements();
    float greatestScale = 0;
    float greatestMinimum = 0;
    for (int group = 0; group < scales.length; group++) {
      search.withMinimum(x, from + group * size, MOST);
      scales[group] = search.scale();
      minimums[group] = search.minimum();
      greatestScale = Math.max(greatestScale, scales[group]);
      greatestMinimum = Math.max(greatestMinimum, minimums[group]);
    }
    float scale = putHalf(block, 0, greatestScale / SCALE_LEVELS);
    float minimum = putHalf(block, 2, greatestMinimum / SCALE_LEVELS);
    for (int group = 0; group < scales.length; group++) {
      int scaleLevel = level(scales[group], greatestScale);
      int minimumLevel = level(minimums[group], greatestMinimum);
      putScaleAndMinimum(block, group, scaleLevel, minimumLevel);
      float groupScale = scale * scaleLevel;
      float groupMinimum = minimum * minimumLevel;
      for (int i = group * size; i < (group + 1) * size; i++) {
        float level = groupScale == 0 ? 0 : (x[from + i] + groupMinimum) / groupScale;
        levels[i] = Math.clamp((int) Math.rint(level), 0, MOST);
      }
    }
  }

  private static int level(float value, float greatest) {
    return greatest == 0
        ? 0
        : Math.min(SCALE_LEVELS, (int) Math.rint(SCALE_LEVELS / greatest * value));
  }

  /** Six bits each; of the last four groups the upper two are put beside the first four. */
  private static void putScaleAndMinimum(byte[] block, int group, int scale, int minimum) {
    if (group < 4) {
      block[4 + group] |= (byte) scale;
      block[8 + group] |= (byte) minimum;
    } else {
      block[8 + group] = (byte) (scale % 16 + 16 * (minimum % 16));
      block[group] |= (byte) ((scale / 16) << 6);
      block[4 + group] |= (byte) ((minimum / 16) << 6);
    }
  }

  private void round(float[] x, int from, byte[] block) {
    int size = type.groupElements();
    float extreme = 0;
    for (int group = 0; group < scales.length; group++) {
      search.symmetric(x, from + group * size, 32);
      scales[group] = search.scale();
      extreme = Math.abs(scales[group]) > Math.abs(extreme) ? scales[group] : extreme;
    }
    float inverse = extreme == 0 ? 0 : -128 / extreme;
    float scale = putHalf(block, 208, extreme / -128);
    for (int group = 0; group < scales.length; group++) {
      int scaleLevel = Math.min(127, (int) Math.rint(inverse * scales[group]));
      block[192 + group] = (byte) scaleLevel;
      float groupScale = scale * scaleLevel;
      for (int i = group * size; i < (group + 1) * size; i++) {
        float level = groupScale == 0 ? 0 : x[from + i] / groupScale;
        levels[i] = Math.clamp((int) Math.rint(level), -32, 31) + 32;
      }
    }
  }

  /** Lower bits: of every so many elements, then of as many, side by side. */
  private void putNibbles(byte[] block, int at, int count) {
    for (int i = 0; i < levels.length / 2; i++) {
      int low = i / count * 2 * count + i % count;
      block[at + i] = (byte) (levels[low] % 16 + 16 * (levels[low + count] % 16));
    }
  }
}
