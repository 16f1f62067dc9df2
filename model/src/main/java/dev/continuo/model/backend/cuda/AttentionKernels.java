package dev.continuo.model.backend.cuda;

import static dev.continuo.model.backend.cuda.Arguments.in;
import static dev.continuo.model.backend.cuda.Arguments.number;
import static dev.continuo.model.backend.cuda.Arguments.out;

import dev.continuo.model.backend.Backend.Attention;
import dev.continuo.model.backend.Backend.Heads;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.cuda.Operation.Argument;
import dev.continuo.model.backend.cuda.Operation.Launch;
import java.util.ArrayList;
import java.util.List;

/**
 * Which kernels attention takes and over which grids: on tensor cores for bfloat16 and heads of 64
 * or 128 channels, plain ones for others.
 */
record AttentionKernels(ElementType activations) {

  private static final int ROWS = 128; // of a block on tensor cores
  private static final int WARP = 32;
  private static final int DELTA_ROWS = 32;
  private static final int DELTA_THREADS = 256;

  /** A kernel's threads and bytes of shared memory, for heads of 64 and of 128 channels. */
  private record Block(String kernel, int threads64, int shared64, int threads128, int shared128) {

    int threads(int size) {
      return size == 64 ? threads64 : threads128;
    }

    int shared(int size) {
      return size == 64 ? shared64 : shared128;
    }
  }

  private static final Block FORWARD =
      new Block("attention_forward", 128, 768 * 64, 128, 768 * 128);
  private static final Block KEYS =
      new Block("attention_backward_keys", 128, 512 * 64 + 1024, 256, 512 * 128 + 1024);
  private static final Block QUERIES =
      new Block("attention_backward_queries", 128, 512 * 64, 256, 512 * 128);

  Launch forward(Attention attention) {
    return launch(
        FORWARD,
        attention.heads().queries(),
        attention,
        List.of(
            in(attention.rotated()),
            in(attention.projected()),
            out(attention.attended()),
            out(attention.logSums())));
  }

  Launch delta(Attention attention, Buffer dAttended, Buffer delta) {
    Heads heads = attention.heads();
    return new Launch(
        "attention_delta",
        Math.ceilDiv(Math.multiplyExact(heads.time(), heads.queries()), DELTA_ROWS),
        heads.batch(),
        1,
        DELTA_THREADS,
        0,
        List.of(
            in(attention.attended()),
            in(dAttended),
            out(delta),
            number(heads.time()),
            number(heads.queries()),
            number(heads.size())));
  }

  /**
   * The gradients of keys and values, then those of queries.
   *
   * @param dProjected where all of them go
   */
  List<Launch> gradients(Attention attention, Buffer dAttended, Buffer delta, Buffer dProjected) {
    List<Argument> buffers =
        List.of(
            in(attention.rotated()),
            in(attention.projected()),
            in(dAttended),
            in(attention.logSums()),
            in(delta),
            out(dProjected));
    return List.of(
        launch(KEYS, attention.heads().keys(), attention, buffers),
        launch(QUERIES, attention.heads().queries(), attention, buffers));
  }

  private Launch launch(Block block, int columns, Attention attention, List<Argument> buffers) {
    Heads heads = attention.heads();
    List<Argument> arguments = new ArrayList<>(buffers);
    arguments.add(number(heads.time()));
    arguments.add(number(heads.queries()));
    arguments.add(number(heads.keys()));
    arguments.add(number(heads.size()));
    arguments.add(number(attention.stride()));
    int size = heads.size();
    boolean tensorCores = activations == ElementType.BFLOAT16 && (size == 64 || size == 128);
    return tensorCores
        ? new Launch(
            block.kernel + "_" + size,
            columns,
            Math.ceilDiv(heads.time(), ROWS),
            heads.batch(),
            block.threads(size),
            block.shared(size),
            List.copyOf(arguments))
        : new Launch(
            block.kernel + "_plain",
            heads.time(),
            columns,
            heads.batch(),
            WARP,
            0,
            List.copyOf(arguments));
  }
}
