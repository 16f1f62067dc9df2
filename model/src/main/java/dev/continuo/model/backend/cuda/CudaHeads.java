package dev.continuo.model.backend.cuda;

import static dev.continuo.model.backend.cuda.Arguments.in;
import static dev.continuo.model.backend.cuda.Arguments.inOut;
import static dev.continuo.model.backend.cuda.Arguments.number;
import static dev.continuo.model.backend.cuda.Arguments.out;
import static dev.continuo.model.backend.cuda.Launcher.SUM_BLOCKS;
import static dev.continuo.model.backend.cuda.Launcher.THREADS;
import static dev.continuo.model.backend.cuda.Launcher.WARP;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.config.ModelException;
import org.jspecify.annotations.Nullable;

/** Queries and keys, head by head. */
interface CudaHeads extends Backend {

  Launcher launcher();

  AttentionKernels attention();

  /** Lanes that share a head, with eight channels each: 8, 16 or 32. */
  static int lanes(int headSize) {
    if (headSize > 8 * WARP) {
      throw new ModelException(
          "heads of more than 256 channels cannot be computed on a GPU: " + headSize);
    }
    return Math.max(WARP / 4, Integer.highestOneBit(Math.max(1, headSize - 1)) / 4);
  }

  @Override
  default void rotate(
      Heads heads,
      Buffer projected,
      @Nullable HeadNorms norms,
      Buffer cosines,
      Buffer sines,
      Buffer rotated,
      Buffer scales) {
    int lanes = lanes(heads.size());
    int all = Math.multiplyExact(heads.rows(), heads.queries() + heads.keys());
    launcher()
        .launch(
            "rotate_heads_" + lanes,
            Math.ceilDiv(all, THREADS / lanes),
            in(projected),
            in(norms == null ? cosines : norms.query()),
            in(norms == null ? cosines : norms.key()),
            in(cosines),
            in(sines),
            out(rotated),
            out(scales),
            number(heads.rows()),
            number(heads.time()),
            number(heads.queries()),
            number(heads.keys()),
            number(heads.size()),
            number(norms != null),
            number(norms == null ? 0 : norms.epsilon()));
  }

  @Override
  default void rotateBackward(
      Heads heads,
      Buffer projected,
      @Nullable HeadNorms norms,
      Buffer cosines,
      Buffer sines,
      Buffer scales,
      Buffer dProjected) {
    int lanes = lanes(heads.size());
    int groups = THREADS / lanes;
    int size = heads.size();
    int blocks = Math.min(SUM_BLOCKS, Math.ceilDiv(heads.rows() * heads.queries(), groups));
    Buffer parts = launcher().floatSums(2L * blocks * size);
    launcher()
        .launch(
            "rotate_back_" + lanes,
            blocks,
            1,
            THREADS,
            groups * size * Float.BYTES,
            in(projected),
            in(norms == null ? cosines : norms.query()),
            in(norms == null ? cosines : norms.key()),
            in(cosines),
            in(sines),
            in(scales),
            inOut(dProjected),
            out(parts),
            number(heads.rows()),
            number(heads.time()),
            number(heads.queries()),
            number(heads.keys()),
            number(size),
            number(norms != null));
    if (norms != null) {
      long each = (long) blocks * size;
      Buffer query = parts.slice(parts.name(), 0, each);
      Buffer key = parts.slice(parts.name(), each, each);
      launcher().sumRows(query, norms.dQuery(), blocks, size, norms.addGradients());
      launcher().sumRows(key, norms.dKey(), blocks, size, norms.addGradients());
    }
  }

  @Override
  default void attend(
      Heads heads, Buffer rotated, Buffer projected, Buffer attended, Buffer logSums) {
    launcher().emit(attention().forward(heads, rotated, projected, attended, logSums));
  }

  @Override
  default void attendBackward(
      Heads heads,
      Buffer rotated,
      Buffer projected,
      Buffer attended,
      Buffer logSums,
      Buffer dAttended,
      Buffer delta,
      Buffer dProjected) {
    launcher().emit(attention().delta(heads, attended, dAttended, delta));
    attention()
        .gradients(heads, rotated, projected, dAttended, logSums, delta, dProjected)
        .forEach(launcher()::emit);
  }
}
