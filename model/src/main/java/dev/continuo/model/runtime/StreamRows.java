package dev.continuo.model.runtime;

import java.util.Arrays;

/**
 * The residual stream of one token: its row after the embedding and after each layer. Filled by one
 * pass, whose thread alone uses it until then.
 */
final class StreamRows {

  private final int channels;
  private final float[] rows; // (layers + 1, C)
  private int count;

  StreamRows(int layers, int channels) {
    this.channels = channels;
    this.rows = new float[(layers + 1) * channels];
  }

  /** Takes a token's row of the stream (T, C). */
  void take(float[] stream, int token) {
    System.arraycopy(stream, token * channels, rows, count * channels, channels);
    count++;
  }

  /** How many rows were taken. */
  int count() {
    return count;
  }

  /** Some of the rows, (rows, C), to be normalized in place of the stream's. */
  float[] range(int from, int to) {
    return Arrays.copyOfRange(rows, from * channels, to * channels);
  }
}
