package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelException;
import dev.continuo.model.weights.DataType;
import dev.continuo.model.weights.GgufBlockReader;
import dev.continuo.model.weights.Tensor;
import dev.continuo.model.weights.UnpackedBlock;
import java.util.Arrays;
import java.util.Locale;

/**
 * Weights in int8, in panels of rows: 32 columns of a row share a scale, and a weight is scale ·
 * int8. Blocks of GGUF's types that are this already are taken as they are; other weights are
 * rounded, with scales of float16's precision, to the same numbers as GGUF's writers round them to
 * for Q8_0.
 */
final class PanelMatrix implements Matrix {

  private static final int BLOCK = Kernels.BLOCK;
  private static final int LEVELS = 127;

  private final Kernels kernels;
  private final int rows;
  private final int columns;
  private final int blocks;
  private final byte[][] values; // (panels), each (blocks, BLOCK, P)
  private final float[][] scales; // (panels), each (blocks, P)

  /** A matrix without weights yet. */
  PanelMatrix(Kernels kernels, int rows, int columns) {
    this.kernels = kernels;
    this.rows = rows;
    this.columns = columns;
    this.blocks = (columns + BLOCK - 1) / BLOCK;
    int panels = (rows + kernels.panelRows() - 1) / kernels.panelRows();
    if ((long) blocks * BLOCK * kernels.panelRows() > Integer.MAX_VALUE - 8) {
      throw new ModelException(
          String.format(Locale.ROOT, "a matrix of %d columns is too wide for int8", columns));
    }
    values = new byte[panels][];
    scales = new float[panels][];
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public int tasks() {
    return values.length;
  }

  @Override
  public long bytes() {
    return (long) values.length * kernels.panelRows() * blocks * (BLOCK + Float.BYTES);
  }

  @Override
  public void multiply(int task, float[] x, int tokens, float[] y, Scratch scratch) {
    int panelRows = kernels.panelRows();
    float[] sums = scratch.sums(tokens * panelRows);
    Arrays.fill(sums, 0, tokens * panelRows, 0);
    kernels.multiplyBlocks(
        values[task], scales[task], columns, x, tokens, sums, scratch.block(BLOCK * panelRows));
    int first = task * panelRows;
    int count = Math.min(panelRows, rows - first);
    for (int token = 0; token < tokens; token++) {
      System.arraycopy(sums, token * panelRows, y, token * rows + first, count);
    }
  }

  @Override
  public void copyRow(int row, float[] target, int start) {
    int panelRows = kernels.panelRows();
    byte[] panel = values[row / panelRows];
    float[] panelScales = scales[row / panelRows];
    int lane = row % panelRows;
    for (int i = 0; i < columns; i++) {
      float scale = panelScales[i / BLOCK * panelRows + lane];
      target[start + i] = scale * panel[i * panelRows + lane];
    }
  }

  /**
   * Takes one panel's weights from a tensor; the panels may be taken by different threads.
   *
   * @param place names the tensor in an error
   */
  void take(int panel, Tensor tensor, String place) {
    int panelRows = kernels.panelRows();
    values[panel] = new byte[blocks * BLOCK * panelRows];
    scales[panel] = new float[blocks * panelRows];
    int first = panel * panelRows;
    int count = Math.min(panelRows, rows - first);
    if (isTakenAsItIs(tensor.type())) {
      GgufBlockReader unpacked = new GgufBlockReader(tensor.type());
      for (int lane = 0; lane < count; lane++) {
        takeBlocks(panel, lane, unpacked, tensor, first + lane);
      }
      return;
    }
    float[] floats = new float[count * columns];
    for (int lane = 0; lane < count; lane++) {
      WeightRows.copy(tensor, first + lane, columns, floats, lane * columns);
    }
    for (int block = 0; block < blocks; block++) {
      int length = Math.min(BLOCK, columns - block * BLOCK);
      for (int lane = 0; lane < count; lane++) {
        int from = lane * columns + block * BLOCK;
        float most = greatest(floats, from, length);
        float step = most / LEVELS;
        float scale = Float.float16ToFloat(Float.floatToFloat16(step));
        if (!Float.isFinite(scale)) {
          throw new ModelException(
              "%s: expected finite weights that fit into int8 blocks, found %s"
                  .formatted(place, most));
        }
        scales[panel][block * panelRows + lane] = scale;
        float inverse = step == 0 ? 0 : 1 / step;
        int to = block * BLOCK * panelRows + lane;
        round(floats, from, length, inverse, values[panel], to, panelRows);
      }
    }
  }

  /** Whether blocks of a type are groups of as many levels, each with a scale and no minimum. */
  private static boolean isTakenAsItIs(DataType type) {
    return switch (type) {
      case Q4_0, Q5_0, Q8_0, IQ4_NL, IQ4_XS -> true;
      default -> false;
    };
  }

  private void takeBlocks(int panel, int lane, GgufBlockReader unpacked, Tensor tensor, int row) {
    int panelRows = kernels.panelRows();
    for (int i = 0; i < columns; i += tensor.type().blockElements()) {
      UnpackedBlock block = unpacked.at(tensor.data(), (long) row * columns + i);
      for (int group = 0; group < block.scales().length; group++) {
        scales[panel][(i / BLOCK + group) * panelRows + lane] = block.scales()[group];
      }
      for (int k = 0; k < block.levels().length; k++) {
        values[panel][(i + k) * panelRows + lane] = block.levels()[k];
      }
    }
  }

  /** The greatest absolute value; NaN where there is one. */
  private static float greatest(float[] floats, int from, int length) {
    float most = 0;
    for (int i = from; i < from + length; i++) {
      most = Math.max(most, Math.abs(floats[i]));
    }
    return most;
  }

  /** Rounds floats times a factor to the nearest integers, halves away from zero. */
  private static void round(
      float[] floats, int from, int length, float factor, byte[] target, int to, int stride) {
    for (int i = 0; i < length; i++) {
      float level = floats[from + i] * factor;
      target[to + i * stride] = (byte) (int) (level + Math.copySign(0.5f, level));
    }
  }
}
