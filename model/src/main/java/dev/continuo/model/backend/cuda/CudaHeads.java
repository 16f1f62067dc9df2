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

/** Queries and keys, head by head. */
interface CudaHeads extends Backend {

  Launcher launcher();

  AttentionKernels attentions();

  /** Lanes that share a head, with eight channels each: 8, 16 or 32. */
  static int lanes(int headSize) {
    if (headSize > 8 * WARP) {
      throw new ModelException(
          "heads of more than 256 channels cannot be computed on a GPU: " + headSize);
    }
    return Math.max(WARP / 4, Integer.highestOneBit(Math.max(1, headSize - 1)) / 4);
  }

  @Override
  default void rotate(HeadRotation rotation, Buffer projected, Buffer rotated, Buffer scales) {
    Heads heads = rotation.heads();
    HeadNorms norms = rotation.norms();
    int lanes = lanes(heads.size());
    int all = Math.multiplyExact(heads.rows(), heads.queries() + heads.keys());
    launcher()
        .launch(
            "rotate_heads_" + lanes,
            Math.ceilDiv(all, THREADS / lanes),
            in(projected),
            in(norms == null ? rotation.cosines() : norms.query()),
            in(norms == null ? rotation.cosines() : norms.key()),
            in(rotation.cosines()),
            in(rotation.sines()),
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
      HeadRotation rotation, Buffer projected, Buffer scales, Buffer dProjected) {
    Heads heads = rotation.heads();
    HeadNorms norms = rotation.norms();
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
            in(norms == null ? rotation.cosines() : norms.query()),
            in(norms == null ? rotation.cosines() : norms.key()),
            in(rotation.cosines()),
            in(rotation.sines()),
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
  default void attend(Attention attention) {
    launcher().emit(attentions().forward(attention));
  }

  @Override
  default void attendBackward(
      Attention attention, Buffer dAttended, Buffer delta, Buffer dProjected) {
    launcher().emit(attentions().delta(attention, dAttended, delta));
    attentions().gradients(attention, dAttended, delta, dProjected).forEach(launcher()::emit);
  }
}
