package dev.continuo.model.weights;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.weights.WeightNames.Part;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Function;

/**
 * Where a file holds a weight: row r of the weight is row {@code first + r / block · stride + r %
 * block} of a tensor.
 *
 * @param name the tensor of the file
 * @param rows of the tensor; 0: as many as the weight's
 * @param columns whether rows are columns there
 * @param lessOne whether 1 is to be added to its elements
 */
record FilePlace(
    String name, long first, long block, long stride, long rows, boolean columns, boolean lessOne) {

  /** All of a tensor. */
  static FilePlace whole(String name) {
    return new FilePlace(name, 0, Long.MAX_VALUE, 0, 0, false, false);
  }

  /** Rows of a tensor that follow one another, from one on. */
  static FilePlace stacked(String name, long first, long rows) {
    return new FilePlace(name, first, Long.MAX_VALUE, 0, rows, false, false);
  }

  /** A tensor in which the parts of a layer that have one path lie one below the other. */
  static FilePlace joined(ModelConfig config, Part part, Function<Part, String> path, String name) {
    long first = 0;
    long rows = 0;
    int parts = 0;
    for (Part each : Part.values()) {
      if (each.isIn(config) && path.apply(each).equals(path.apply(part))) {
        first = each == part ? rows : first;
        rows += each.outputs(config);
        parts++;
      }
    }
    return parts == 1 ? whole(name) : stacked(name, first, rows);
  }

  /** Blocks of rows, from some on, and again after a stride. */
  static FilePlace inTurn(String name, long first, long block, long stride, long rows) {
    return new FilePlace(name, first, block, stride, rows, false, false);
  }

  /** The same in another tensor. */
  FilePlace named(String newName) {
    return new FilePlace(newName, first, block, stride, rows, columns, lessOne);
  }

  /** The same in a matrix with columns for rows. */
  FilePlace turned() {
    return new FilePlace(name, first, block, stride, rows, true, lessOne);
  }

  /** The same where the file holds w and 1 + w is meant. */
  FilePlace withLessOne() {
    return new FilePlace(name, first, block, stride, rows, columns, true);
  }

  /** The tensor of the file that holds a weight of this shape. */
  TensorSpec spec(TensorSpec weight) {
    TensorSpec upright = upright(weight);
    long[] shape = upright.dimensions();
    return columns ? new TensorSpec(name, shape[1], shape[0]) : upright;
  }

  /** The same with its rows as rows. */
  TensorSpec upright(TensorSpec weight) {
    long[] shape = weight.dimensions();
    shape[0] = rows == 0 ? shape[0] : rows;
    return new TensorSpec(name, shape);
  }

  /** Whether the weight is a tensor of the file as it is. */
  boolean isWhole() {
    return rows == 0 && !columns && !lessOne;
  }

  private long row(long ofWeight) {
    return first + ofWeight / block * stride + ofWeight % block;
  }

  /** What is done with rows that follow one another in the weight and in the tensor. */
  interface Rows {
    void move(long ofWeight, long ofTensor, long count);
  }

  /** Goes through the rows of a weight. */
  void each(long rowsOfWeight, Rows to) {
    for (long from = 0; from < rowsOfWeight; from += Math.min(block, rowsOfWeight)) {
      to.move(from, row(from), Math.min(block, rowsOfWeight - from));
    }
  }

  /** Takes the weight of this name and shape from its place; the arena holds what is copied. */
  Tensor find(TensorSpec weight, Function<TensorSpec, Tensor> file, Arena arena) {
    Tensor tensor = file.apply(spec(weight));
    long count = weight.dimensions()[0];
    if (lessOne) {
      return plusOne(tensor.named(weight.name()), arena);
    }
    if (columns) {
      return tensor.columns(weight.name(), first, count, arena);
    }
    if (count <= block) {
      return tensor.rows(weight.name(), first, count);
    }
    long bytes = tensor.type().bytesOf(weight.elementCount());
    long rowBytes = bytes / count;
    MemorySegment copy = arena.allocate(bytes, Float.BYTES);
    each(
        count,
        (to, from, some) ->
            MemorySegment.copy(
                tensor.data(), from * rowBytes, copy, to * rowBytes, some * rowBytes));
    return new Tensor(weight, tensor.type(), copy);
  }

  private static Tensor plusOne(Tensor tensor, Arena arena) {
    long count = tensor.spec().elementCount();
    MemorySegment copy = arena.allocate(count * Float.BYTES, Float.BYTES);
    tensor.copyTo(copy);
    add(copy, 1);
    return new Tensor(tensor.spec(), DataType.F32, copy);
  }

  /** Adds a number to native floats. */
  static void add(MemorySegment floats, float number) {
    for (long i = 0; i < floats.byteSize() / Float.BYTES; i++) {
      float value = floats.get(ValueLayout.JAVA_FLOAT_UNALIGNED, i * Float.BYTES);
      floats.set(ValueLayout.JAVA_FLOAT_UNALIGNED, i * Float.BYTES, value + number);
    }
  }
}
