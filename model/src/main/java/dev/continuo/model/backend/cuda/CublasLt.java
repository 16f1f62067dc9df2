package dev.continuo.model.backend.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.continuo.model.config.ModelException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * NVIDIA's products of matrices, as cublasLt.h declares them. Algorithms that add up partial sums
 * in an order that varies, or in the type of the result, are left out: a product gives the same
 * bytes each time, and its sums are float32.
 */
final class CublasLt implements AutoCloseable {

  /** What cuBLAS wants on a GPU of compute capability 9.0. */
  static final long WORKSPACE_BYTES = 32L << 20;

  private static final int SUCCESS = 0;

  private static final int PREFERENCE_MAX_WORKSPACE_BYTES = 1;
  private static final int PREFERENCE_REDUCTION_SCHEME_MASK = 3;
  private static final int PREFERENCE_MIN_ALIGNMENT_A_BYTES = 5;
  private static final int PREFERENCE_MIN_ALIGNMENT_B_BYTES = 6;
  private static final int PREFERENCE_MIN_ALIGNMENT_C_BYTES = 7;
  private static final int PREFERENCE_MIN_ALIGNMENT_D_BYTES = 8;

  /** Partial sums in the workspace, in the type that is computed in; no partial sums pass too. */
  private static final int REDUCTION_SCHEME_COMPUTE_TYPE = 2;

  /** cublasLtMatmulHeuristicResult_t: algo, workspaceSize, state, wavesCount, reserved. */
  private static final long RESULT_BYTES = 96;

  private static final long ALGORITHM_BYTES = 64;
  private static final long RESULT_WORKSPACE = 64;
  private static final long RESULT_STATE = 72;

  private final NativeLibrary library;
  private final MethodHandle matmul;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment alpha = arena.allocate(JAVA_FLOAT);
  private final MemorySegment beta = arena.allocate(JAVA_FLOAT);
  private MemorySegment handle = MemorySegment.NULL;

  CublasLt(NativeLibrary library) {
    this.library = library;
    this.matmul =
        library.function(
            "cublasLtMatmul",
            FunctionDescriptor.of(
                JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS,
                ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG,
                JAVA_LONG));
  }

  /** Its version, as in 130101. */
  long version() {
    return library.size("cublasLtGetVersion");
  }

  /** Makes it ready for the GPU whose context is current. */
  void open() {
    MemorySegment out = arena.allocate(ADDRESS);
    check("cublasLtCreate", out);
    handle = out.get(ADDRESS, 0);
  }

  /**
   * A way to compute a product.
   *
   * @param bytes cublasLtMatmulAlgo_t
   * @param workspaceBytes that it needs
   */
  record Algorithm(MemorySegment bytes, long workspaceBytes) {}

  /**
   * The algorithms that are thought to be the fastest, the best first.
   *
   * @throws ModelException where there is none
   */
  List<Algorithm> algorithms(ProductDescriptors descriptors, ProductShape shape, int most) {
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment preference = preference(shape, scratch);
      try {
        MemorySegment results = scratch.allocate(RESULT_BYTES * most, Long.BYTES);
        MemorySegment count = scratch.allocate(JAVA_INT);
        check(
            "cublasLtMatmulAlgoGetHeuristic",
            handle,
            descriptors.operation(),
            descriptors.first(),
            descriptors.second(),
            descriptors.addend(),
            descriptors.result(),
            preference,
            most,
            results,
            count);
        List<Algorithm> found = found(results, count.get(JAVA_INT, 0));
        if (found.isEmpty()) {
          throw new ModelException("cuBLASLt has no algorithm for " + shape);
        }
        return found;
      } finally {
        check("cublasLtMatmulPreferenceDestroy", preference);
      }
    }
  }

  private List<Algorithm> found(MemorySegment results, int count) {
    List<Algorithm> found = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      MemorySegment result = results.asSlice(i * RESULT_BYTES, RESULT_BYTES);
      if (result.get(JAVA_INT, RESULT_STATE) == SUCCESS) {
        MemorySegment algorithm = arena.allocate(ALGORITHM_BYTES, Long.BYTES);
        algorithm.copyFrom(result.asSlice(0, ALGORITHM_BYTES));
        found.add(new Algorithm(algorithm, result.get(JAVA_LONG, RESULT_WORKSPACE)));
      }
    }
    return found;
  }

  /** What algorithms are wanted; the caller destroys it. */
  MemorySegment preference(ProductShape shape, Arena scratch) {
    MemorySegment out = scratch.allocate(ADDRESS);
    check("cublasLtMatmulPreferenceCreate", out);
    MemorySegment preference = out.get(ADDRESS, 0);
    prefer(
        preference,
        PREFERENCE_MAX_WORKSPACE_BYTES,
        scratch.allocateFrom(JAVA_LONG, WORKSPACE_BYTES));
    int[][] numbers = {
      {PREFERENCE_REDUCTION_SCHEME_MASK, REDUCTION_SCHEME_COMPUTE_TYPE},
      {PREFERENCE_MIN_ALIGNMENT_A_BYTES, shape.first().alignment()},
      {PREFERENCE_MIN_ALIGNMENT_B_BYTES, shape.second().alignment()},
      {PREFERENCE_MIN_ALIGNMENT_C_BYTES, shape.addend().alignment()},
      {PREFERENCE_MIN_ALIGNMENT_D_BYTES, shape.result().alignment()},
    };
    for (int[] number : numbers) {
      prefer(preference, number[0], scratch.allocateFrom(JAVA_INT, number[1]));
    }
    return preference;
  }

  private void prefer(MemorySegment preference, int attribute, MemorySegment value) {
    check("cublasLtMatmulPreferenceSetAttribute", preference, attribute, value, value.byteSize());
  }

  /**
   * Where a product's matrices and its working memory are.
   *
   * @param first cuBLAS's A
   * @param second cuBLAS's B
   * @param addend cuBLAS's C
   * @param result cuBLAS's D
   */
  record Places(long first, long second, long addend, long result) {}

  /** Queues a product: whether cuBLAS took it. */
  int multiply(
      ProductDescriptors descriptors,
      float alpha,
      float beta,
      Places places,
      Algorithm algorithm,
      long workspace,
      long stream) {
    this.alpha.set(JAVA_FLOAT, 0, alpha);
    this.beta.set(JAVA_FLOAT, 0, beta);
    try {
      return (int)
          matmul.invokeExact(
              handle,
              descriptors.operation(),
              this.alpha,
              places.first(),
              descriptors.first(),
              places.second(),
              descriptors.second(),
              this.beta,
              places.addend(),
              descriptors.addend(),
              places.result(),
              descriptors.result(),
              algorithm.bytes(),
              workspace,
              WORKSPACE_BYTES,
              stream);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  /** Calls a function that answers a status. */
  void check(String function, Object... arguments) {
    success(function, library.call(function, arguments));
  }

  /**
   * Looks at a status.
   *
   * @throws ModelException where it is not success
   */
  void success(String what, int status) {
    if (status != SUCCESS) {
      throw new ModelException(
          what
              + ": cuBLASLt at "
              + library.name()
              + " answers "
              + library.text("cublasLtGetStatusName", status)
              + ": "
              + library.text("cublasLtGetStatusString", status));
    }
  }

  @Override
  public void close() {
    if (handle.address() != 0) {
      library.call("cublasLtDestroy", handle);
      handle = MemorySegment.NULL;
    }
    arena.close();
  }
}
