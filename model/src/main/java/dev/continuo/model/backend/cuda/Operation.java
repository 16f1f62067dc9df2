package dev.continuo.model.backend.cuda;

import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.Matrix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One piece of a GPU's work; a list of them is a program, which can be read and checked. */
public sealed interface Operation {

  /**
   * A kernel over a grid of blocks.
   *
   * @param kernel its name among the sources
   * @param columns blocks of the grid along x
   * @param rows blocks of the grid along y
   * @param layers blocks of the grid along z
   * @param threads of a block
   * @param sharedBytes dynamic shared memory of a block
   */
  record Launch(
      String kernel,
      int columns,
      int rows,
      int layers,
      int threads,
      int sharedBytes,
      List<Argument> arguments)
      implements Operation {}

  /**
   * result = alpha·left·right + beta·addend, for each matrix of a batch; sums are float32.
   *
   * @param addend of the result's type; null where beta is 0; may be the result itself
   */
  record Product(
      Matrix left,
      Matrix right,
      @Nullable Matrix addend,
      Matrix result,
      float alpha,
      float beta,
      int batch)
      implements Operation {}

  /** Sets a buffer to zero. */
  record Clear(Buffer buffer) implements Operation {}

  /** What a kernel is given. */
  sealed interface Argument {

    /** The address of a buffer that is only read. */
    record Input(Buffer buffer) implements Argument {}

    /** The address of a buffer of which every element that is used later is written. */
    record Output(Buffer buffer) implements Argument {}

    /** The address of a buffer that is read and changed. */
    record InOut(Buffer buffer) implements Argument {}

    /** A 32-bit integer. */
    record Int32(int value) implements Argument {}

    /** A 64-bit integer. */
    record Int64(long value) implements Argument {}

    /** A float32. */
    record Float32(float value) implements Argument {}
  }
}
