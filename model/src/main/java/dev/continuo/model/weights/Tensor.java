package dev.continuo.model.weights;

import dev.continuo.model.config.ModelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A tensor of a file: its elements lie row after row in the mapped memory of the file, and are
 * valid until the file is closed.
 *
 * @param spec the name and shape
 * @param type the type of the elements
 * @param data the bytes, little-endian
 */
public record Tensor(TensorSpec spec, DataType type, MemorySegment data) {

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  public Tensor {
    if (data.byteSize() != type.bytesOf(spec.elementCount())) {
      throw new ModelException(
          "tensor "
              + spec.name()
              + ": expected "
              + spec.elementCount()
              + " elements of "
              + type
              + ", found "
              + data.byteSize()
              + " bytes");
    }
  }

  public String name() {
    return spec.name();
  }

  /** Copies the elements, as float32, to native-order floats. */
  public void copyTo(MemorySegment floats) {
    copyTo(0, floats.asSlice(0, spec.elementCount() * Float.BYTES));
  }

  /**
   * Copies some elements, as float32, to native-order floats, as many as there is room for.
   *
   * @param first the first one's place; of quantized types it begins a block
   */
  public void copyTo(long first, MemorySegment floats) {
    long count = floats.byteSize() / Float.BYTES;
    MemorySegment from = data.asSlice(type.bytesOf(first), type.bytesOf(count));
    if (type.isQuantized()) {
      GgufBlockReader.read(type, from, count, floats);
      return;
    }
    switch (type) {
      case F32 -> {
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
          MemorySegment.copy(from, 0, floats, 0, from.byteSize());
        } else {
          for (long i = 0; i < count; i++) {
            put(floats, i, from.get(FLOAT, i * Float.BYTES));
          }
        }
      }
      case F16 -> {
        for (long i = 0; i < count; i++) {
          put(floats, i, Float.float16ToFloat(from.get(SHORT, i * Short.BYTES)));
        }
      }
      case BF16 -> {
        for (long i = 0; i < count; i++) {
          put(floats, i, Float.intBitsToFloat(from.get(SHORT, i * Short.BYTES) << 16));
        }
      }
      default -> throw unreadable();
    }
  }

  /** Some rows of a matrix, or some elements of a vector, under another name. */
  public Tensor rows(String newName, long first, long count) {
    long[] shape = spec.dimensions();
    long rowElements = spec.elementCount() / shape[0];
    shape[0] = count;
    MemorySegment bytes =
        data.asSlice(type.bytesOf(first * rowElements), type.bytesOf(count * rowElements));
    return new Tensor(new TensorSpec(newName, shape), type, bytes);
  }

  /** Matrices of the same columns, or vectors, one below the other in new memory. */
  static Tensor stacked(String newName, List<Tensor> parts, Arena arena) {
    Tensor first = parts.getFirst();
    long bytes = parts.stream().mapToLong(part -> part.data.byteSize()).sum();
    long rows = parts.stream().mapToLong(part -> part.spec.dimensions()[0]).sum();
    MemorySegment copy = arena.allocate(Math.max(1, bytes), Float.BYTES);
    long at = 0;
    for (Tensor part : parts) {
      MemorySegment.copy(part.data, 0, copy, at, part.data.byteSize());
      at += part.data.byteSize();
    }
    long[] shape = first.spec.dimensions();
    shape[0] = rows;
    return new Tensor(new TensorSpec(newName, shape), first.type, copy.asSlice(0, bytes));
  }

  /** The same elements under another name. */
  Tensor named(String newName) {
    return new Tensor(spec.named(newName), type, data);
  }

  /**
   * Some columns of a matrix as the rows of another one, in new memory: columns 1 and 2 of {@code
   * [[a, b, c], [d, e, f]]} are {@code [[b, e], [c, f]]}.
   */
  Tensor columns(String newName, long first, long count, Arena arena) {
    long rows = spec.dimensions()[0];
    long columns = spec.dimensions()[1];
    long bytes = type.blockBytes();
    MemorySegment copy = arena.allocate(type.bytesOf(rows * count), Float.BYTES);
    for (long row = 0; row < rows; row++) {
      for (long column = 0; column < count; column++) {
        long from = (row * columns + first + column) * bytes;
        long to = (column * rows + row) * bytes;
        switch (type) {
          case F32 -> copy.set(FLOAT, to, data.get(FLOAT, from));
          case F16, BF16 -> copy.set(SHORT, to, data.get(SHORT, from));
          default -> throw unreadable();
        }
      }
    }
    return new Tensor(new TensorSpec(newName, count, rows), type, copy);
  }

  /** The elements as float32, in a new array. */
  public float[] toFloats() {
    long count = spec.elementCount();
    if (count > Integer.MAX_VALUE - 8) {
      throw new ModelException("tensor " + name() + ": too large for one array: " + count);
    }
    float[] floats = new float[(int) count];
    copyTo(MemorySegment.ofArray(floats));
    return floats;
  }

  private ModelException unreadable() {
    return new ModelException("tensor " + name() + ": weights of type " + type + " cannot be read");
  }

  private static void put(MemorySegment floats, long index, float value) {
    floats.set(ValueLayout.JAVA_FLOAT_UNALIGNED, index * Float.BYTES, value);
  }
}
