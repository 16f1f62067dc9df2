package dev.continuo.model.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.Matrix;
import dev.continuo.model.backend.cuda.Operation.Product;
import dev.continuo.model.backend.cuda.ProductShape.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What cuBLAS is told, computed as BLAS defines it, against the product row by row. */
class ProductShapeTest {

  private static final int HEIGHT = 3;
  private static final int WIDTH = 5;
  private static final int DEPTH = 4;
  private static final float ALPHA = 0.5f;
  private static final int ELEMENTS = 400;

  /** Where the addend is. */
  enum Addend {
    NONE,
    RESULT,
    OTHER
  }

  record Case(
      boolean leftTransposed,
      boolean rightTransposed,
      int gap,
      int batch,
      boolean interleaved,
      Addend addend) {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    boolean[] both = {false, true};
    for (boolean left : both) {
      for (boolean right : both) {
        for (int gap : new int[] {0, 3}) {
          for (int batch : new int[] {1, 3}) {
            for (boolean interleaved : both) {
              for (Addend addend : Addend.values()) {
                cases.add(new Case(left, right, gap, batch, interleaved, addend));
              }
            }
          }
        }
      }
    }
    return cases;
  }

  /**
   * Interleaved: the rows of the batch's matrices lie beside one another, as attention heads do.
   */
  private static Matrix matrix(
      String name, long address, int height, int width, boolean transposed, Case c) {
    int rows = transposed ? width : height;
    int columns = transposed ? height : width;
    int stride = (c.interleaved() ? c.batch() * columns : columns) + c.gap();
    long batchStride = c.interleaved() ? columns : (long) rows * stride + c.gap();
    return new Matrix(
        new Buffer(name, ElementType.FLOAT32, ELEMENTS, address),
        c.gap(),
        rows,
        columns,
        stride,
        c.batch() == 1 ? 0 : batchStride,
        transposed);
  }

  private static Product product(Case c) {
    Matrix left = matrix("left", 4096, HEIGHT, DEPTH, c.leftTransposed(), c);
    Matrix right = matrix("right", 8192, DEPTH, WIDTH, c.rightTransposed(), c);
    Matrix result = matrix("result", 12288, HEIGHT, WIDTH, false, c);
    Matrix addend =
        switch (c.addend()) {
          case NONE -> null;
          case RESULT -> result;
          case OTHER ->
              new Matrix(
                  new Buffer("addend", ElementType.FLOAT32, ELEMENTS, 16384),
                  7,
                  HEIGHT,
                  WIDTH,
                  WIDTH + 1,
                  c.batch() == 1 ? 0 : 40,
                  false);
        };
    return new Product(
        left, right, addend, result, ALPHA, c.addend() == Addend.NONE ? 0 : 2, c.batch());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void columnByColumnIsTheSameProduct(Case c) {
    Product product = product(c);
    float[] left = numbers(1);
    float[] right = numbers(2);
    float[] addend = numbers(3);
    float[] expected = numbers(4);
    float[] actual = expected.clone();
    rowByRow(product, left, right, c.addend() == Addend.RESULT ? expected : addend, expected);
    ProductShape shape = ProductShape.of(product);
    assertThat(shape.inPlace()).isEqualTo(c.addend() != Addend.OTHER);
    columnByColumn(
        shape, product, right, left, c.addend() == Addend.RESULT ? actual : addend, actual);
    assertThat(actual).isEqualTo(expected);
  }

  private static float[] numbers(int seed) {
    Random random = new Random(seed);
    float[] numbers = new float[ELEMENTS];
    for (int i = 0; i < ELEMENTS; i++) {
      numbers[i] = random.nextInt(-8, 8);
    }
    return numbers;
  }

  private static int at(Matrix matrix, int index, int row, int column) {
    int r = matrix.transposed() ? column : row;
    int c = matrix.transposed() ? row : column;
    return (int) (matrix.offset() + index * matrix.batchStride() + (long) r * matrix.stride() + c);
  }

  private static void rowByRow(
      Product product, float[] left, float[] right, float[] addend, float[] result) {
    for (int index = 0; index < product.batch(); index++) {
      for (int row = 0; row < product.result().height(); row++) {
        for (int column = 0; column < product.result().width(); column++) {
          float sum = 0;
          for (int i = 0; i < product.left().width(); i++) {
            sum +=
                left[at(product.left(), index, row, i)]
                    * right[at(product.right(), index, i, column)];
          }
          Matrix added = product.addend();
          result[at(product.result(), index, row, column)] =
              product.alpha() * sum
                  + (added == null ? 0 : product.beta() * addend[at(added, index, row, column)]);
        }
      }
    }
  }

  /** D = alpha·op(A)·op(B) + beta·C as cublasLtMatmul defines it, from the description alone. */
  private static void columnByColumn(
      ProductShape shape, Product product, float[] a, float[] b, float[] c, float[] d) {
    int aStart = (int) product.right().offset();
    int bStart = (int) product.left().offset();
    int dStart = (int) product.result().offset();
    Matrix added = product.addend();
    int cStart = added == null ? 0 : (int) added.offset();
    for (int index = 0; index < shape.batch(); index++) {
      for (int column = 0; column < shape.columns(); column++) {
        for (int row = 0; row < shape.rows(); row++) {
          float sum = 0;
          for (int i = 0; i < shape.depth(); i++) {
            sum +=
                a[aStart + place(shape.first(), index, row, i)]
                    * b[bStart + place(shape.second(), index, i, column)];
          }
          float whole = product.alpha() * sum;
          if (shape.added()) {
            whole += product.beta() * c[cStart + place(shape.addend(), index, row, column)];
          }
          d[dStart + place(shape.result(), index, row, column)] = whole;
        }
      }
    }
    checkSizes(shape);
  }

  private static int place(Operand operand, int index, int row, int column) {
    long r = operand.transposed() ? column : row;
    long c = operand.transposed() ? row : column;
    assertThat(r).isLessThan(operand.rows());
    assertThat(c).isLessThan(operand.columns());
    return (int) (index * operand.batchStride() + c * operand.leading() + r);
  }

  private static void checkSizes(ProductShape shape) {
    for (Operand operand : List.of(shape.first(), shape.second(), shape.addend(), shape.result())) {
      assertThat(operand.leading()).isGreaterThanOrEqualTo(operand.rows());
    }
    assertThat(shape.result().rows()).isEqualTo(shape.rows());
    assertThat(shape.result().columns()).isEqualTo(shape.columns());
  }

  @Test
  void alignmentIsThatOfEachMatrixOfTheBatch() {
    Buffer buffer = new Buffer("b", ElementType.BFLOAT16, 4096, 1 << 20);
    assertThat(shape(new Matrix(buffer, 0, 4, 8, 8, 0, false), 1).alignment()).isEqualTo(256);
    assertThat(shape(new Matrix(buffer, 8, 4, 8, 8, 0, false), 1).alignment()).isEqualTo(16);
    assertThat(shape(new Matrix(buffer, 0, 4, 8, 8, 34, false), 2).alignment()).isEqualTo(4);
  }

  private static Operand shape(Matrix left, int batch) {
    Buffer buffer = new Buffer("b", ElementType.BFLOAT16, 4096, 1 << 20);
    Matrix right = new Matrix(buffer, 0, 8, 8, 8, 64, false);
    Matrix result = new Matrix(buffer, 0, 4, 8, 8, 32, false);
    return ProductShape.of(new Product(left, right, null, result, 1, 0, batch)).second();
  }

  @Test
  void refusesWhatDoesNotFit() {
    Buffer floats = new Buffer("floats", ElementType.FLOAT32, 64, 256);
    Buffer halves = new Buffer("halves", ElementType.BFLOAT16, 64, 512);
    Matrix square = Matrix.of(floats, 4, 4);
    refused(square, Matrix.of(floats, 2, 4), null, square, "do not fit");
    refused(square, square, null, square.transpose(), "transposed result");
    refused(square, Matrix.of(halves, 4, 4), null, square, "types");
    refused(square, square, null, Matrix.of(halves, 4, 4), "types");
    refused(square, square, Matrix.of(halves, 4, 4), square, "addend");
    refused(Matrix.of(floats, 32, 4), square, null, Matrix.of(floats, 32, 4), "outside floats");
  }

  private static void refused(
      Matrix left, Matrix right, @Nullable Matrix addend, Matrix result, String problem) {
    assertThatThrownBy(
            () ->
                ProductShape.of(
                    new Product(left, right, addend, result, 1, addend == null ? 0 : 1, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }
}
