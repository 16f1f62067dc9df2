package dev.continuo.model.backend.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.cuda.ProductShape.Operand;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A product's shape as cuBLASLt's own objects.
 *
 * @param operation what is computed: cublasLtMatmulDesc_t
 * @param first layout of cuBLAS's A: cublasLtMatrixLayout_t
 * @param second layout of B
 * @param addend layout of C; the result's where they are one
 * @param result layout of D
 */
record ProductDescriptors(
    MemorySegment operation,
    MemorySegment first,
    MemorySegment second,
    MemorySegment addend,
    MemorySegment result) {

  /** Products are computed in float32, and float32 factors are not shortened to TF32. */
  private static final int COMPUTE_32F = 68;

  private static final int TYPE_FLOAT32 = 0;
  private static final int TYPE_BFLOAT16 = 14;

  private static final int OPERATION_TRANSPOSE_A = 3;
  private static final int OPERATION_TRANSPOSE_B = 4;
  private static final int AS_IT_IS = 0;
  private static final int TRANSPOSED = 1;

  private static final int LAYOUT_BATCH_COUNT = 5;
  private static final int LAYOUT_BATCH_STRIDE = 6;

  /** Makes them; {@link #destroy} gives them back. */
  static ProductDescriptors of(ProductShape shape, CublasLt cublas) {
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment out = scratch.allocate(ADDRESS);
      cublas.check("cublasLtMatmulDescCreate", out, COMPUTE_32F, TYPE_FLOAT32);
      MemorySegment operation = out.get(ADDRESS, 0);
      transpose(operation, OPERATION_TRANSPOSE_A, shape.first(), cublas, scratch);
      transpose(operation, OPERATION_TRANSPOSE_B, shape.second(), cublas, scratch);
      MemorySegment result = layout(shape.result(), shape.batch(), cublas, scratch);
      return new ProductDescriptors(
          operation,
          layout(shape.first(), shape.batch(), cublas, scratch),
          layout(shape.second(), shape.batch(), cublas, scratch),
          shape.inPlace() ? result : layout(shape.addend(), shape.batch(), cublas, scratch),
          result);
    }
  }

  private static void transpose(
      MemorySegment operation, int attribute, Operand operand, CublasLt cublas, Arena scratch) {
    MemorySegment value =
        scratch.allocateFrom(JAVA_INT, operand.transposed() ? TRANSPOSED : AS_IT_IS);
    cublas.check("cublasLtMatmulDescSetAttribute", operation, attribute, value, value.byteSize());
  }

  private static MemorySegment layout(Operand operand, int batch, CublasLt cublas, Arena scratch) {
    MemorySegment out = scratch.allocate(ADDRESS);
    int type = operand.type() == ElementType.BFLOAT16 ? TYPE_BFLOAT16 : TYPE_FLOAT32;
    cublas.check(
        "cublasLtMatrixLayoutCreate",
        out,
        type,
        operand.rows(),
        operand.columns(),
        operand.leading());
    MemorySegment layout = out.get(ADDRESS, 0);
    if (batch > 1) {
      set(layout, LAYOUT_BATCH_COUNT, scratch.allocateFrom(JAVA_INT, batch), cublas);
      set(
          layout,
          LAYOUT_BATCH_STRIDE,
          scratch.allocateFrom(JAVA_LONG, operand.batchStride()),
          cublas);
    }
    return layout;
  }

  private static void set(
      MemorySegment layout, int attribute, MemorySegment value, CublasLt cublas) {
    cublas.check("cublasLtMatrixLayoutSetAttribute", layout, attribute, value, value.byteSize());
  }

  void destroy(CublasLt cublas) {
    cublas.check("cublasLtMatmulDescDestroy", operation);
    cublas.check("cublasLtMatrixLayoutDestroy", first);
    cublas.check("cublasLtMatrixLayoutDestroy", second);
    if (addend.address() != result.address()) {
      cublas.check("cublasLtMatrixLayoutDestroy", addend);
    }
    cublas.check("cublasLtMatrixLayoutDestroy", result);
  }
}
