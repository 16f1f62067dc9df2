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
    int rowBytes = channels * Float.BYTES;
    int warps = Math.clamp(NORM_SHARED_BYTES / rowBytes, 1, ROWS_OF_WARPS);
    int blocks = Math.min(SUM_BLOCKS, Math.ceilDiv(rows.rows(), warps));
    Buffer parts = launcher().floatSums((long) blocks * channels);
    launcher()
        .launch(
            "rms_norm_backward",
            blocks,
            1,
            warps * WARP,
            warps * rowBytes,
            in(rows.dy()),
            in(rows.x()),
            in(norm.weight()),
            in(scales),
            rows.add() ? inOut(rows.dx()) : out(rows.dx()),
            out(rows.dxRounded()),
            out(parts),
            number(rows.rows()),
            number(channels),
            number(rows.add()));
    launcher().sumRows(parts, norm.dWeight(), blocks, channels, norm.add());
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
    int rowBytes = 2 * channels * Float.BYTES;
    int warps = Math.clamp(NORM_SHARED_BYTES / rowBytes, 1, ROWS_OF_WARPS);
    int blocks = Math.min(SUM_BLOCKS, Math.ceilDiv(rows.rows(), warps));
    long each = (long) blocks * channels;
    Buffer parts = launcher().floatSums(2 * each);
    launcher()
        .launch(
            "layer_norm_backward",
            blocks,
            1,
            warps * WARP,
            warps * rowBytes,
            in(rows.dy()),
            in(rows.x()),
            in(norm.weight()),
            in(moments),
            rows.add() ? inOut(rows.dx()) : out(rows.dx()),
            out(rows.dxRounded()),
            out(parts),
            number(rows.rows()),
            number(channels),
            number(rows.add()));
    Buffer ofWeight = parts.slice(parts.name(), 0, each);
    Buffer ofBias = parts.slice(parts.name(), each, each);
    launcher().sumRows(ofWeight, norm.dWeight(), blocks, channels, norm.add());
    launcher().sumRows(ofBias, norm.dBias(), blocks, channels, norm.add());
  }
}
