package dev.continuo.model.aten;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * c = a·b or c += a·b for blocks that fit a cache, computed by the calling thread alone: oneDNN's
 * kernels, generated for each shape, as libtorch exports them ({@code
 * at::native::cpublas::brgemm}). Matrices are given by their addresses; rows of one are a stride of
 * elements apart.
 */
public final class BlockProduct {

  private static final String FLOAT32_SYMBOL = "_ZN2at6native7cpublas6brgemmEllllllbPKfS3_Pfb";
  private static final String BFLOAT16_SYMBOL =
      "_ZN2at6native7cpublas6brgemmEllllllbPKN3c108BFloat16ES5_Pfb";
  private static final FunctionDescriptor SIGNATURE =
      FunctionDescriptor.ofVoid(
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_BOOLEAN,
          ValueLayout.JAVA_LONG, // addresses, which are passed as numbers of their size are
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_BOOLEAN);
  private static final MethodHandle FLOAT32 = bind(FLOAT32_SYMBOL);
  private static final MethodHandle BFLOAT16 = bind(BFLOAT16_SYMBOL);

  private BlockProduct() {}

  /** Whether this libtorch has the products. The caller sees to it that the processor has AVX2. */
  public static boolean isLinked() {
    return Dispatcher.LIBRARY.find(FLOAT32_SYMBOL).isPresent()
        && Dispatcher.LIBRARY.find(BFLOAT16_SYMBOL).isPresent();
  }

  /**
   * One product.
   *
   * @param type of a and b; c is float32. In bfloat16 two rows of b lie interleaved, (K/2, N, 2),
   *     and the depth is even
   * @param rows M of a (M, K) and c (M, N)
   * @param columns N of b (K, N) and c
   * @param depth K
   * @param cStride elements, as the other strides below 2²⁵: oneDNN's code reaches no farther
   * @param add whether to add to what c holds
   */
  public static void multiply(
      Aten.ScalarType type,
      int rows,
      int columns,
      int depth,
      long a,
      int aStride,
      long b,
      int bStride,
      long c,
      int cStride,
      boolean add) {
    switch (type) {
      case FLOAT32 -> float32(rows, columns, depth, a, aStride, b, bStride, c, cStride, add);
      case BFLOAT16 -> bfloat16(rows, columns, depth, a, aStride, b, bStride, c, cStride, add);
    }
  }

  // The handles stand in the calls as constants, or the compiler could not inline them.

  @SuppressWarnings("IllegalCatch")
  private static void float32(
      long rows,
      long columns,
      long depth,
      long a,
      long aStride,
      long b,
      long bStride,
      long c,
      long cStride,
      boolean add) {
    try {
      FLOAT32.invokeExact(rows, columns, depth, aStride, bStride, cStride, add, a, b, c, false);
    } catch (Throwable e) {
      throw new IllegalStateException("the block product could not be called", e);
    }
  }

  @SuppressWarnings("IllegalCatch")
  private static void bfloat16(
      long rows,
      long columns,
      long depth,
      long a,
      long aStride,
      long b,
      long bStride,
      long c,
      long cStride,
      boolean add) {
    try {
      BFLOAT16.invokeExact(rows, columns, depth, aStride, bStride, cStride, add, a, b, c, true);
    } catch (Throwable e) {
      throw new IllegalStateException("the block product could not be called", e);
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle bind(String symbol) {
    MemorySegment address =
        Dispatcher.LIBRARY
            .find(symbol)
            .orElseThrow(() -> new IllegalStateException("libtorch has no symbol " + symbol));
    return Linker.nativeLinker().downcallHandle(address, SIGNATURE, Linker.Option.critical(false));
  }
}
