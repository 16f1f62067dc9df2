package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.vector.Workers;
import dev.continuo.model.weights.DataType;
import dev.continuo.model.weights.Tensor;
import dev.continuo.model.weights.WeightNames;
import dev.continuo.model.weights.WeightSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model's weights by name, read with all workers, and checked to be finite. */
final class LoadedWeights {

  /** A check looks at this many weights, whole blocks of every type. */
  private static final long CHECKED = 1 << 20;

  private final WeightSource source;
  private final Kernels kernels;
  private final WeightFormat format;
  private final Map<String, Matrix> matrices = new HashMap<>();
  private final Map<String, float[]> vectors = new HashMap<>();
  private final List<Runnable> work = new ArrayList<>();

  private LoadedWeights(WeightSource source, Kernels kernels, WeightFormat format) {
    this.source = source;
    this.kernels = kernels;
    this.format = format;
  }

  /** Takes a model's weights from its files; they must be there, of the right shape and finite. */
  static LoadedWeights of(
      ModelConfig config, WeightSource source, WeightFormat format, Kernels kernels, Workers pool) {
    LoadedWeights loaded = new LoadedWeights(source, kernels, format);
    List<Tensor> tensors = WeightNames.of(config).stream().map(source::tensor).toList();
    tensors.forEach(loaded::take);
    pool.run(loaded.work.size(), (task, worker) -> loaded.work.get(task).run());
    return loaded;
  }

  Matrix matrix(String name) {
    return found(matrices, name);
  }

  float[] vector(String name) {
    return found(vectors, name);
  }

  long bytes() {
    long bytes = matrices.values().stream().mapToLong(Matrix::bytes).sum();
    return bytes + vectors.values().stream().mapToLong(v -> (long) v.length * Float.BYTES).sum();
  }

  private void take(Tensor tensor) {
    long[] shape = tensor.spec().dimensions();
    if (shape.length == 1) {
      float[] floats = tensor.toFloats();
      for (float x : floats) {
        require(Float.isFinite(x), tensor);
      }
      vectors.put(tensor.name(), floats);
      return;
    }
    int rows = (int) shape[0];
    int columns = (int) shape[1];
    matrices.put(
        tensor.name(),
        switch (format) {
          case AS_STORED ->
              tensor.type().isQuantized()
                  ? panels(tensor, rows, columns)
                  : stored(tensor, rows, columns);
          case FLOAT32 ->
              tensor.type() == DataType.F32
                  ? stored(tensor, rows, columns)
                  : converted(tensor, rows, columns, null);
          case BFLOAT16 ->
              tensor.type() == DataType.BF16
                  ? stored(tensor, rows, columns)
                  : converted(tensor, rows, columns, HalfType.BFLOAT16);
          case INT8 -> panels(tensor, rows, columns);
        });
  }

  /** A matrix in int8; rounding finds what is not finite. */
  private Matrix panels(Tensor tensor, int rows, int columns) {
    if (tensor.type().isQuantized()) {
      check(tensor);
    }
    PanelMatrix matrix = new PanelMatrix(kernels, rows, columns);
    String place = source.name() + ": " + tensor.name();
    for (int panel = 0; panel < matrix.tasks(); panel++) {
      int index = panel;
      work.add(() -> matrix.take(index, tensor, place));
    }
    return matrix;
  }

  private Matrix stored(Tensor tensor, int rows, int columns) {
    check(tensor);
    HalfType half = WeightRows.halfType(tensor.type());
    return new RowMatrix(kernels, rows, columns, tensor.data(), half);
  }

  /** A matrix in float32, or a type of 16 bits, in memory of its own. */
  private Matrix converted(Tensor tensor, int rows, int columns, @Nullable HalfType half) {
    check(tensor);
    long rowBytes = (long) columns * (half == null ? Float.BYTES : Short.BYTES);
    MemorySegment memory = Arena.ofAuto().allocate(rows * rowBytes, Float.BYTES);
    int step = Math.clamp(CHECKED / columns, 1, rows);
    for (int first = 0; first < rows; first += step) {
      int from = first;
      int to = Math.min(rows, first + step);
      work.add(() -> WeightRows.convert(tensor, from, to, columns, half, memory));
    }
    return new RowMatrix(kernels, rows, columns, memory, half);
  }

  /** Checks a matrix piece by piece. */
  private void check(Tensor tensor) {
    long elements = tensor.spec().elementCount();
    for (long from = 0; from < elements; from += CHECKED) {
      long start = tensor.type().bytesOf(from);
      long end = tensor.type().bytesOf(Math.min(elements, from + CHECKED));
      MemorySegment piece = tensor.data().asSlice(start, end - start);
      work.add(() -> require(WeightRows.areFinite(tensor.type(), piece), tensor));
    }
  }

  private void require(boolean finite, Tensor tensor) {
    if (!finite) {
      throw new ModelException(
          source.name()
              + ": "
              + tensor.name()
              + ": expected finite weights, found NaN or infinity");
    }
  }

  private static <V> V found(Map<String, V> map, String name) {
    V value = map.get(name);
    if (value == null) {
      throw new IllegalStateException("no weight " + name);
    }
    return value;
  }
}
