package dev.continuo.model.backend.cuda;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.Matrix;
import dev.continuo.model.backend.cuda.Operation.Product;
import dev.continuo.model.config.ModelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What cuBLASLt remembers of what it is told. Needs the library, and no GPU. */
@Tag("cuda")
class CublasLtTest {

  private final NativeLibrary library = CudaLibraries.ofThisMachine().cublasLt(13_000);

  private static Product product() {
    Buffer left = new Buffer("left", ElementType.BFLOAT16, 4096, 1 << 20);
    Buffer right = new Buffer("right", ElementType.BFLOAT16, 4096, (1 << 20) + 16);
    Buffer result = new Buffer("result", ElementType.FLOAT32, 4096, (1 << 20) + 8);
    Buffer addend = new Buffer("addend", ElementType.FLOAT32, 4096, (1 << 20) + 4);
    return new Product(
        new Matrix(left, 0, 6, 7, 8, 128, false),
        new Matrix(right, 0, 5, 7, 9, 64, true),
        new Matrix(addend, 0, 6, 5, 11, 100, false),
        new Matrix(result, 0, 6, 5, 10, 96, false),
        1,
        1,
        3);
  }

  @Test
  void descriptorsSayWhatTheProductIs() {
    try (CublasLt cublas = new CublasLt(library);
        Arena arena = Arena.ofConfined()) {
      assertThat(cublas.version()).isGreaterThanOrEqualTo(120_000);
      ProductDescriptors descriptors = ProductDescriptors.of(ProductShape.of(product()), cublas);
      assertLayout(arena, descriptors.first(), 14, 7, 5, 9, 64);
      assertLayout(arena, descriptors.second(), 14, 7, 6, 8, 128);
      assertLayout(arena, descriptors.addend(), 0, 5, 6, 11, 100);
      assertLayout(arena, descriptors.result(), 0, 5, 6, 10, 96);
      MemorySegment operation = descriptors.operation();
      assertThat(number(arena, "MatmulDesc", operation, 0)).as("compute type").isEqualTo(68);
      assertThat(number(arena, "MatmulDesc", operation, 1)).as("scale type").isZero();
      assertThat(number(arena, "MatmulDesc", operation, 2)).as("host pointers").isZero();
      assertThat(number(arena, "MatmulDesc", operation, 3)).as("A transposed").isEqualTo(1);
      assertThat(number(arena, "MatmulDesc", operation, 4)).as("B transposed").isZero();
      descriptors.destroy(cublas);
    }
  }

  private void assertLayout(
      Arena arena,
      MemorySegment layout,
      int type,
      long rows,
      long columns,
      long leading,
      long stride) {
    assertThat(number(arena, "MatrixLayout", layout, 0)).as("type").isEqualTo(type);
    assertThat(number(arena, "MatrixLayout", layout, 1)).as("column by column").isZero();
    assertThat(size(arena, "MatrixLayout", layout, 2)).as("rows").isEqualTo(rows);
    assertThat(size(arena, "MatrixLayout", layout, 3)).as("columns").isEqualTo(columns);
    assertThat(size(arena, "MatrixLayout", layout, 4)).as("leading").isEqualTo(leading);
    assertThat(number(arena, "MatrixLayout", layout, 5)).as("batch").isEqualTo(3);
    assertThat(size(arena, "MatrixLayout", layout, 6)).as("stride").isEqualTo(stride);
  }

  @Test
  void onlyAlgorithmsThatRepeatThemselvesAndFitTheAddresses() {
    try (CublasLt cublas = new CublasLt(library);
        Arena arena = Arena.ofConfined()) {
      MemorySegment preference = cublas.preference(ProductShape.of(product()), arena);
      assertThat(size(arena, "MatmulPreference", preference, 1)).isEqualTo(32 << 20);
      assertThat(number(arena, "MatmulPreference", preference, 3)).as("reductions").isEqualTo(2);
      assertThat(number(arena, "MatmulPreference", preference, 5)).as("A").isEqualTo(16);
      assertThat(number(arena, "MatmulPreference", preference, 6)).as("B").isEqualTo(256);
      assertThat(number(arena, "MatmulPreference", preference, 7)).as("C").isEqualTo(4);
      assertThat(number(arena, "MatmulPreference", preference, 8)).as("D").isEqualTo(8);
      cublas.check("cublasLtMatmulPreferenceDestroy", preference);
    }
  }

  @Test
  void anErrorHasItsName() {
    try (CublasLt cublas = new CublasLt(library)) {
      assertThatThrownBy(() -> cublas.success("a product", 15))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("a product")
          .hasMessageContaining("CUBLAS_STATUS_NOT_SUPPORTED");
    }
  }

  private int number(Arena arena, String kind, MemorySegment object, int attribute) {
    MemorySegment value = arena.allocate(JAVA_INT);
    get(arena, kind, object, attribute, value);
    return value.get(JAVA_INT, 0);
  }

  private long size(Arena arena, String kind, MemorySegment object, int attribute) {
    MemorySegment value = arena.allocate(JAVA_LONG);
    get(arena, kind, object, attribute, value);
    return value.get(JAVA_LONG, 0);
  }

  private void get(
      Arena arena, String kind, MemorySegment object, int attribute, MemorySegment value) {
    assertThat(
            library.call(
                "cublasLt" + kind + "GetAttribute",
                object,
                attribute,
                value,
                value.byteSize(),
                arena.allocate(JAVA_LONG)))
        .isZero();
  }
}
