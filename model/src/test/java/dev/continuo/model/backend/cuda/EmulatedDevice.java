package dev.continuo.model.backend.cuda;

import dev.continuo.model.backend.Backend.Mark;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.Matrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** A GPU emulated on this processor: its memory is this process's, and all is done at once. */
@SuppressWarnings("restricted")
final class EmulatedDevice implements Device {

  private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  private static final int ALIGNMENT = 256;

  private final Arena arena = Arena.ofShared();
  private final EmulatedKernels kernels;

  EmulatedDevice(EmulatedKernels kernels) {
    this.kernels = kernels;
  }

  @Override
  public String description() {
    return "an emulated GPU";
  }

  @Override
  public long freeBytes() {
    return 1L << 30;
  }

  @Override
  public int multiprocessors() {
    return 1;
  }

  @Override
  public long allocate(long bytes) {
    return arena.allocate(bytes, ALIGNMENT).fill((byte) 0xff).address();
  }

  @Override
  public void free(long address) {}

  @Override
  public void write(long address, MemorySegment source) {
    MemorySegment.copy(source, 0, MEMORY, address, source.byteSize());
  }

  @Override
  public void read(long address, MemorySegment target) {
    MemorySegment.copy(MEMORY, address, target, 0, target.byteSize());
  }

  @Override
  public MemorySegment pinned(long bytes) {
    return arena.allocate(bytes, ALIGNMENT);
  }

  @Override
  public void queueWrite(long address, MemorySegment pinned) {
    write(address, pinned);
  }

  @Override
  public void queueRead(long address, MemorySegment pinned) {
    read(address, pinned);
  }

  @Override
  public void run(Operation operation) {
    switch (operation) {
      case Operation.Launch launch -> kernels.run(launch);
      case Operation.Product product -> multiply(product);
      case Operation.Clear(var buffer) ->
          MEMORY.asSlice(buffer.address(), buffer.bytes()).fill((byte) 0);
    }
  }

  private static void multiply(Operation.Product product) {
    for (int each = 0; each < product.batch(); each++) {
      for (int row = 0; row < product.result().height(); row++) {
        for (int column = 0; column < product.result().width(); column++) {
          double sum = 0;
          for (int k = 0; k < product.left().width(); k++) {
            sum += get(product.left(), each, row, k) * get(product.right(), each, k, column);
          }
          Matrix addend = product.addend();
          double there = addend == null ? 0 : get(addend, each, row, column);
          double result = product.alpha() * sum + product.beta() * there;
          set(product.result(), each, row, column, (float) result);
        }
      }
    }
  }

  private static long address(Matrix matrix, int each, long row, long column) {
    long index =
        matrix.offset()
            + each * matrix.batchStride()
            + (matrix.transposed()
                ? column * matrix.stride() + row
                : row * matrix.stride() + column);
    return matrix.buffer().address() + index * matrix.buffer().type().bytes();
  }

  private static double get(Matrix matrix, int each, int row, int column) {
    long address = address(matrix, each, row, column);
    return matrix.buffer().type() == ElementType.FLOAT32
        ? MEMORY.get(ValueLayout.JAVA_FLOAT, address)
        : Float.intBitsToFloat(MEMORY.get(ValueLayout.JAVA_SHORT, address) << Short.SIZE);
  }

  private static void set(Matrix matrix, int each, int row, int column, float value) {
    long address = address(matrix, each, row, column);
    if (matrix.buffer().type() == ElementType.FLOAT32) {
      MEMORY.set(ValueLayout.JAVA_FLOAT, address, value);
    } else {
      int bits = Float.floatToIntBits(value);
      int odd = (bits >>> Short.SIZE) & 1;
      MEMORY.set(ValueLayout.JAVA_SHORT, address, (short) ((bits + 0x7fff + odd) >>> Short.SIZE));
    }
  }

  @Override
  public Recording record(List<Operation> operations) {
    return new Recording() {
      @Override
      public void run() {
        operations.forEach(EmulatedDevice.this::run);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public Mark mark() {
    return new Mark() {
      @Override
      public void await() {}

      @Override
      public double secondsSince(Mark earlier) {
        return 0;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void synchronize() {}

  @Override
  public void close() {
    arena.close();
  }
}
