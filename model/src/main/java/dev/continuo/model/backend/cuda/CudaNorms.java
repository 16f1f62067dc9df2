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
  default void normBackward(
      Buffer dy,
      Buffer x,
      Buffer weight,
      Buffer scales,
      Buffer dx,
      boolean add,
      Buffer dxRounded,
      Buffer dWeight,
      boolean addWeight,
      int rows,
      int channels) {
    int rowBytes = channels * Float.BYTES;
    int warps = Math.clamp(NORM_SHARED_BYTES / rowBytes, 1, ROWS_OF_WARPS);
    int blocks = Math.min(SUM_BLOCKS, Math.ceilDiv(rows, warps));
    Buffer parts = launcher().floatSums((long) blocks * channels);
    launcher()
        .launch(
            "rms_norm_backward",
            blocks,
            1,
            warps * WARP,
            warps * rowBytes,
            in(dy),
            in(x),
            in(weight),
            in(scales),
            add ? inOut(dx) : out(dx),
            out(dxRounded),
            out(parts),
            number(rows),
            number(channels),
            number(add));
    launcher().sumRows(parts, dWeight, blocks, channels, addWeight);
  }

  @Override
  default void layerNorm(
      Buffer x,
      Buffer weight,
      Buffer bias,
      Buffer y,
      Buffer moments,
      int rows,
      int channels,
      float epsilon) {
    launcher()
        .launch(
            "layer_norm",
            Math.ceilDiv(rows, ROWS_OF_WARPS),
            in(x),
            in(weight),
            in(bias),
            out(y),
            out(moments),
            number(rows),
            number(channels),
            number(epsilon));
  }

  @Override
  default void layerNormBackward(
      LayerNorm norm,
      Buffer dy,
      Buffer x,
      Buffer moments,
      Buffer dx,
      boolean add,
      Buffer dxRounded,
      boolean addWeights,
      int rows,
      int channels) {
    int rowBytes = 2 * channels * Float.BYTES;
    int warps = Math.clamp(NORM_SHARED_BYTES / rowBytes, 1, ROWS_OF_WARPS);
    int blocks = Math.min(SUM_BLOCKS, Math.ceilDiv(rows, warps));
    long each = (long) blocks * channels;
    Buffer parts = launcher().floatSums(2 * each);
    launcher()
        .launch(
            "layer_norm_backward",
            blocks,
            1,
            warps * WARP,
            warps * rowBytes,
            in(dy),
            in(x),
            in(norm.weight()),
            in(moments),
            add ? inOut(dx) : out(dx),
            out(dxRounded),
            out(parts),
            number(rows),
            number(channels),
            number(add));
    Buffer ofWeight = parts.slice(parts.name(), 0, each);
    Buffer ofBias = parts.slice(parts.name(), each, each);
    launcher().sumRows(ofWeight, norm.dWeight(), blocks, channels, addWeights);
    launcher().sumRows(ofBias, norm.dBias(), blocks, channels, addWeights);
  }
}
