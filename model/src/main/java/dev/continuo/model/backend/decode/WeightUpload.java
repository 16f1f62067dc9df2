package dev.continuo.model.backend.decode;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.weights.Tensor;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.model.weights.WeightSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;

/** Brings weights from files to a device, in the device's type, and checks that they are finite. */
final class WeightUpload {

  private static final long ROWS_OF_ABOUT = 1 << 16; // elements of one task
  private static final long PIECE = 1 << 24; // elements of one copy

  private final Backend backend;
  private final WeightSource source;

  WeightUpload(Backend backend, WeightSource source) {
    this.backend = backend;
    this.source = source;
  }

  /** Writes a tensor to a buffer of its size, float32 or bfloat16. */
  void write(TensorSpec spec, Buffer buffer) {
    Tensor tensor = source.tensor(spec);
    long rows = spec.dimensions()[0];
    long columns = spec.elementCount() / rows;
    long most = Math.clamp(PIECE / columns, 1, rows);
    try (Arena arena = Arena.ofShared()) {
      MemorySegment piece = arena.allocate(most * columns * buffer.type().bytes(), Long.BYTES);
      for (long first = 0; first < rows; first += most) {
        long count = Math.min(most, rows - first);
        convert(tensor, first, count, columns, buffer.type(), piece);
        backend.write(
            buffer.slice(buffer.name(), first * columns, count * columns),
            piece.asSlice(0, count * columns * buffer.type().bytes()));
      }
    }
  }

  private void convert(
      Tensor tensor, long first, long count, long columns, ElementType type, MemorySegment to) {
    long step = Math.clamp(ROWS_OF_ABOUT / columns, 1, count);
    IntStream.range(0, Math.toIntExact(Math.ceilDiv(count, step)))
        .parallel()
        .forEach(
            task -> {
              long start = task * step;
              long rows = Math.min(step, count - start);
              float[] values = tensor.rows(tensor.name(), first + start, rows).toFloats();
              long at = start * columns;
              for (int i = 0; i < values.length; i++) {
                put(values[i], type, to, at + i, tensor);
              }
            });
  }

  private void put(float value, ElementType type, MemorySegment to, long index, Tensor tensor) {
    if (!Float.isFinite(value)) {
      throw new ModelException(
          source.name()
              + ": "
              + tensor.name()
              + ": expected finite weights, found NaN or infinity");
    }
    switch (type) {
      case FLOAT32 -> to.setAtIndex(ValueLayout.JAVA_FLOAT, index, value);
      case BFLOAT16 -> to.setAtIndex(ValueLayout.JAVA_SHORT, index, bfloat16(value));
      case FLOAT64, INT32 -> throw new IllegalArgumentException("weights are no " + type);
    }
  }

  /** To the nearest, ties to even. */
  private static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7fff + ((bits >>> Short.SIZE) & 1)) >>> Short.SIZE);
  }
}
