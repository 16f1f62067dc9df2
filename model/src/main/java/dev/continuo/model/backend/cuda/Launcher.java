package dev.continuo.model.backend.cuda;

import static dev.continuo.model.backend.cuda.Arguments.in;
import static dev.continuo.model.backend.cuda.Arguments.inOut;
import static dev.continuo.model.backend.cuda.Arguments.number;
import static dev.continuo.model.backend.cuda.Arguments.out;

import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.cuda.Operation.Argument;
import dev.continuo.model.backend.cuda.Operation.Clear;
import dev.continuo.model.backend.cuda.Operation.Launch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the operations of a backend go: to its device at once, or into a program. */
final class Launcher {

  static final int WARP = 32;
  static final int THREADS = 256;
  static final int ROWS_OF_WARPS = THREADS / WARP;
  static final int WIDE_THREADS = 1024;

  /** Blocks whose sums are added up by another launch: the same on every card. */
  static final int SUM_BLOCKS = 512;

  private final Device device;
  private final List<Buffer> buffers = new ArrayList<>();
  private Buffer sums;
  private @Nullable List<Operation> recorded;

  Launcher(Device device) {
    this.device = device;
    sums = allocate("sums of blocks", ElementType.FLOAT64, SUM_BLOCKS);
  }

  Buffer allocate(String name, ElementType type, long elements) {
    long bytes = Math.max(1, elements) * type.bytes();
    Buffer buffer = new Buffer(name, type, elements, device.allocate(bytes));
    buffers.add(buffer);
    device.run(new Clear(buffer));
    return buffer;
  }

  /** All that were allocated. */
  List<Buffer> buffers() {
    return List.copyOf(buffers);
  }

  /** One float64 for each of {@link #SUM_BLOCKS}, at least. */
  Buffer sums() {
    return sums;
  }

  /** What would be done, in order. */
  List<Operation> operations(Runnable operations) {
    if (recorded != null) {
      throw new IllegalStateException("a program is being recorded");
    }
    List<Operation> program = new ArrayList<>();
    recorded = program;
    try {
      operations.run();
    } finally {
      recorded = null;
    }
    return List.copyOf(program);
  }

  void emit(Operation operation) {
    if (recorded == null) {
      device.run(operation);
    } else {
      recorded.add(operation);
    }
  }

  void launch(String kernel, int across, int down, int threads, int shared, Argument... arguments) {
    if (across > 0 && down > 0) {
      emit(new Launch(kernel, across, down, 1, threads, shared, List.of(arguments)));
    }
  }

  void launch(String kernel, int blocks, Argument... arguments) {
    launch(kernel, blocks, 1, THREADS, 0, arguments);
  }

  /** A kernel whose threads have four neighbouring elements of a row each. */
  void launchRows(String kernel, int rows, int channels, Argument... arguments) {
    launch(kernel, rows, Math.ceilDiv(channels, 4 * THREADS), THREADS, 0, arguments);
  }

  /** A part of the memory for the sums of blocks, made larger where needed. */
  Buffer floatSums(long count) {
    long doubles = Math.ceilDiv(count, 2);
    if (sums.elements() < doubles) {
      sums = allocate("sums of blocks", ElementType.FLOAT64, doubles);
    }
    return new Buffer(sums.name(), ElementType.FLOAT32, count, sums.address());
  }

  void sumRows(Buffer parts, Buffer result, int rows, int channels, boolean add) {
    launch(
        "sum_rows",
        Math.ceilDiv(channels, WARP),
        1,
        WIDE_THREADS,
        0,
        in(parts),
        add ? inOut(result) : out(result),
        number(rows),
        number(channels),
        number(add));
  }
}
