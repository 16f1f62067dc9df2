package dev.continuo.model.backend.cuda;

import static dev.continuo.model.backend.cuda.Arguments.in;
import static dev.continuo.model.backend.cuda.Arguments.inOut;
import static dev.continuo.model.backend.cuda.Arguments.number;
import static dev.continuo.model.backend.cuda.Arguments.out;
import static dev.continuo.model.backend.cuda.Launcher.ROWS_OF_WARPS;
import static dev.continuo.model.backend.cuda.Launcher.SUM_BLOCKS;
import static dev.continuo.model.backend.cuda.Launcher.WARP;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.Buffer;

/** Norms of rows. */
interface CudaNorms extends Backend {

  Launcher launcher();

  int NORM_SHARED_BYTES = 48 << 10;

  @Override
  default void norm(
      Buffer x, Buffer weight, Buffer y, Buffer scales, int rows, int channels, float epsilon) {
    launcher()
        .launch(
            "rms_norm",
            Math.ceilDiv(rows, ROWS_OF_WARPS),
            in(x),
            in(weight),
            out(y),
            out(scales),
            number(rows),
            number(channels),
            number(epsilon));
  }

  @Override
  default void normBackward(NormRows rows, RmsNorm norm, Buffer scales) {
    int channels = rows.channels();
    Buffer parts = backward("rms_norm_backward", 1, rows, norm.weight(), scales);
    launcher().sumRows(parts, norm.dWeight(), blocks(1, rows), channels, norm.add());
  }

  @Override
  default void layerNorm(
      Buffer x, Affine affine, Buffer y, Buffer moments, int rows, int channels, float epsilon) {
    launcher()
        .launch(
            "layer_norm",
            Math.ceilDiv(rows, ROWS_OF_WARPS),
            in(x),
            in(affine.weight()),
            in(affine.bias()),
            out(y),
            out(moments),
            number(rows),
            number(channels),
            number(epsilon));
  }

  @Override
  default void layerNormBackward(NormRows rows, LayerNorm norm, Buffer moments) {
    int channels = rows.channels();
    Buffer parts = backward("layer_norm_backward", 2, rows, norm.weight(), moments);
    int blocks = blocks(2, rows);
    long each = (long) blocks * channels;
    Buffer ofWeight = parts.slice(parts.name(), 0, each);
    Buffer ofBias = parts.slice(parts.name(), each, each);
    launcher().sumRows(ofWeight, norm.dWeight(), blocks, channels, norm.add());
    launcher().sumRows(ofBias, norm.dBias(), blocks, channels, norm.add());
  }

  /**
   * The gradient of the rows, and each block's sums of the gradients of so many parameters of a
   * channel, one parameter after the other.
   */
  private Buffer backward(
      String kernel, int parameters, NormRows rows, Buffer weight, Buffer seen) {
    int channels = rows.channels();
    int warps = warps(parameters, channels);
    int blocks = blocks(parameters, rows);
    Buffer parts = launcher().floatSums((long) parameters * blocks * channels);
    launcher()
        .launch(
            kernel,
            blocks,
            1,
            warps * WARP,
            warps * rowBytes(parameters, channels),
            in(rows.dy()),
            in(rows.x()),
            in(weight),
            in(seen),
            rows.add() ? inOut(rows.dx()) : out(rows.dx()),
            out(rows.dxRounded()),
            out(parts),
            number(rows.rows()),
            number(channels),
            number(rows.add()));
    return parts;
  }

  private static int rowBytes(int parameters, int channels) {
    return parameters * channels * Float.BYTES;
  }

  private static int warps(int parameters, int channels) {
    return Math.clamp(NORM_SHARED_BYTES / rowBytes(parameters, channels), 1, ROWS_OF_WARPS);
  }

  private static int blocks(int parameters, NormRows rows) {
    return Math.min(SUM_BLOCKS, Math.ceilDiv(rows.rows(), warps(parameters, rows.channels())));
  }
}
