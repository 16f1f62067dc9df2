package dev.continuo.model.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.continuo.model.backend.Backend.Mark;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.Matrix;
import dev.continuo.model.backend.cuda.CudaDevice.Choices;
import dev.continuo.model.backend.cuda.Operation.Argument;
import dev.continuo.model.backend.cuda.Operation.Clear;
import dev.continuo.model.backend.cuda.Operation.Launch;
import dev.continuo.model.backend.cuda.Operation.Product;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs a GPU. */
@Tag("gpu")
class CudaDeviceTest {

  private static final String SOURCE =
      """
      extern "C" __global__ void scale(float* to, const float* from, long long count, float by, int add) {
        extern __shared__ float shared[];
        long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
        if (i < count) {
          shared[threadIdx.x] = from[i] * by;
          to[i] = shared[threadIdx.x] + add;
        }
      }
      """;

  private static final int COUNT = 1000;
  private static final int THREADS = 256;
  private static final int MUCH_SHARED = 100 << 10;

  @TempDir private Path cache;

  private CudaDevice device;

  @BeforeEach
  void open() {
    device = open(Choices.FAST);
  }

  @AfterEach
  void close() {
    device.close();
  }

  private CudaDevice open(Choices choices) {
    return CudaDevice.open(
        0, SOURCE, List.of(), choices, CudaLibraries.ofThisMachine(), new KernelCache(cache));
  }

  private Buffer buffer(String name, ElementType type, int elements) {
    return new Buffer(name, type, elements, device.allocate((long) elements * type.bytes()));
  }

  private static Launch scale(Buffer to, Buffer from, int sharedBytes, float by) {
    return new Launch(
        "scale",
        (COUNT + THREADS - 1) / THREADS,
        1,
        1,
        THREADS,
        sharedBytes,
        List.of(
            new Argument.Output(to),
            new Argument.Input(from),
            new Argument.Int64(COUNT),
            new Argument.Float32(by),
            new Argument.Int32(3)));
  }

  private static float[] numbers(int count, int seed) {
    Random random = new Random(seed);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = random.nextInt(-8, 8);
    }
    return numbers;
  }

  private float[] read(Buffer buffer) {
    float[] numbers = new float[(int) buffer.elements()];
    device.read(buffer.address(), MemorySegment.ofArray(numbers));
    return numbers;
  }

  @Test
  void launchesAndRecordings() {
    Buffer from = buffer("from", ElementType.FLOAT32, COUNT);
    Buffer to = buffer("to", ElementType.FLOAT32, COUNT);
    float[] numbers = numbers(COUNT, 1);
    device.write(from.address(), MemorySegment.ofArray(numbers));
    device.run(scale(to, from, MUCH_SHARED, 2));
    float[] scaled = read(to);
    for (int i = 0; i < COUNT; i++) {
      assertThat(scaled[i]).isEqualTo(2 * numbers[i] + 3);
    }
    List<Operation> operations =
        List.of(new Clear(to), scale(to, from, THREADS * 4, 4), scale(from, to, THREADS * 4, 0.5f));
    try (Device.Recording recording = device.record(operations)) {
      assertThat(device.recordingProblem()).isEmpty();
      assertThat(read(from)).as("recorded, not run").isEqualTo(numbers);
      recording.run();
      recording.run();
    }
    float[] twice = read(from);
    for (int i = 0; i < COUNT; i++) {
      float once = (4 * numbers[i] + 3) * 0.5f + 3;
      assertThat(twice[i]).isEqualTo((4 * once + 3) * 0.5f + 3);
    }
  }

  @Test
  void marksAndPinnedMemory() {
    Buffer from = buffer("from", ElementType.FLOAT32, COUNT);
    MemorySegment in = device.pinned(from.bytes());
    MemorySegment out = device.pinned(from.bytes());
    float[] numbers = numbers(COUNT, 2);
    MemorySegment.copy(numbers, 0, in, ValueLayout.JAVA_FLOAT, 0, COUNT);
    try (Mark start = device.mark()) {
      device.queueWrite(from.address(), in);
      device.queueRead(from.address(), out);
      try (Mark end = device.mark()) {
        assertThat(end.secondsSince(start)).isBetween(0.0, 1.0);
      }
    }
    assertThat(out.toArray(ValueLayout.JAVA_FLOAT)).isEqualTo(numbers);
    device.run(new Clear(from));
    assertThat(read(from)).containsOnly(0);
  }

  @Test
  void productsOfAllKindsTunedAndNot() {
    for (boolean tuned : new boolean[] {true, false}) {
      device.close();
      device = open(new Choices(tuned, true, false));
      for (ElementType factors : List.of(ElementType.BFLOAT16, ElementType.FLOAT32)) {
        for (ElementType sum : List.of(ElementType.BFLOAT16, ElementType.FLOAT32)) {
          if (factors == ElementType.BFLOAT16 || sum == ElementType.FLOAT32) {
            for (int flags = 0; flags < 4; flags++) {
              for (int batch : new int[] {1, 3}) {
                for (int addend = 0; addend < 3; addend++) {
                  product(factors, sum, (flags & 1) != 0, (flags & 2) != 0, batch, addend);
                }
              }
            }
          }
        }
      }
    }
  }

  /** Height 24, width 40, depth 16, rows with gaps; addend: none, the result, or another. */
  private void product(
      ElementType factors,
      ElementType sum,
      boolean leftTransposed,
      boolean rightTransposed,
      int batch,
      int addend) {
    Matrix left = matrix("left", factors, 24, 16, leftTransposed, batch);
    Matrix right = matrix("right", factors, 16, 40, rightTransposed, batch);
    Matrix result = matrix("result", sum, 24, 40, false, batch);
    Matrix added =
        addend == 0 ? null : addend == 1 ? result : matrix("addend", sum, 24, 40, false, batch);
    float[] a = fill(left, 1);
    float[] b = fill(right, 2);
    float[] d = fill(result, 3);
    float[] c = added == null || addend == 1 ? d.clone() : fill(added, 4);
    Product product = new Product(left, right, added, result, 0.5f, added == null ? 0 : 2, batch);
    try (Device.Recording recording = device.record(List.of(product))) {
      assertThat(device.recordingProblem()).isEmpty();
      assertThat(numbers(result)).as("choosing leaves the result: " + product).isEqualTo(d);
      recording.run();
    }
    float[] actual = numbers(result);
    for (int index = 0; index < batch; index++) {
      for (int row = 0; row < 24; row++) {
        for (int column = 0; column < 40; column++) {
          float expected = 0;
          for (int i = 0; i < 16; i++) {
            expected += a[at(left, index, row, i)] * b[at(right, index, i, column)];
          }
          int place = at(result, index, row, column);
          expected = 0.5f * expected + (added == null ? 0 : 2 * c[at(added, index, row, column)]);
          assertThat(actual[place])
              .as("%s: %s, %s, %s", product, index, row, column)
              .isCloseTo(
                  expected,
                  within(sum == ElementType.BFLOAT16 ? Math.abs(expected) / 128 + 1e-3f : 1e-3f));
        }
      }
    }
  }

  private Matrix matrix(
      String name, ElementType type, int height, int width, boolean transposed, int batch) {
    int rows = transposed ? width : height;
    int columns = transposed ? height : width;
    int stride = columns + 8;
    return new Matrix(
        buffer(name, type, 8 + batch * rows * stride),
        8,
        rows,
        columns,
        stride,
        batch == 1 ? 0 : (long) rows * stride,
        transposed);
  }

  private static int at(Matrix matrix, int index, int row, int column) {
    int r = matrix.transposed() ? column : row;
    int c = matrix.transposed() ? row : column;
    return (int) (matrix.offset() + index * matrix.batchStride() + (long) r * matrix.stride() + c);
  }

  private float[] fill(Matrix matrix, int seed) {
    Buffer buffer = matrix.buffer();
    float[] numbers = numbers((int) buffer.elements(), seed);
    if (buffer.type() == ElementType.FLOAT32) {
      device.write(buffer.address(), MemorySegment.ofArray(numbers));
    } else {
      short[] halves = new short[numbers.length];
      for (int i = 0; i < halves.length; i++) {
        halves[i] = (short) (Float.floatToRawIntBits(numbers[i]) >>> 16);
      }
      device.write(buffer.address(), MemorySegment.ofArray(halves));
    }
    return numbers;
  }

  private float[] numbers(Matrix matrix) {
    Buffer buffer = matrix.buffer();
    if (buffer.type() == ElementType.FLOAT32) {
      return read(buffer);
    }
    short[] halves = new short[(int) buffer.elements()];
    device.read(buffer.address(), MemorySegment.ofArray(halves));
    float[] numbers = new float[halves.length];
    for (int i = 0; i < halves.length; i++) {
      numbers[i] = Float.intBitsToFloat(halves[i] << 16);
    }
    return numbers;
  }

  @Test
  void tooMuchMemoryIsAnErrorOfItsOwn() {
    assertThatThrownBy(() -> device.allocate(1L << 45))
        .isInstanceOf(DeviceMemoryException.class)
        .hasMessageContaining(Long.toString(1L << 45))
        .hasMessageContaining("free");
    assertThat(device.freeBytes()).isPositive();
  }

  @Test
  void wrongArgumentsAreRefused() {
    Buffer one = buffer("one", ElementType.FLOAT32, COUNT);
    assertThatThrownBy(
            () ->
                device.run(
                    new Launch(
                        "scale",
                        1,
                        1,
                        1,
                        32,
                        0,
                        List.of(
                            new Argument.Output(one),
                            new Argument.Input(one),
                            new Argument.Int32(3),
                            new Argument.Float32(1),
                            new Argument.Int32(3)))))
        .hasMessageContaining("scale: argument 2 of 5");
    assertThatThrownBy(() -> device.run(new Launch("absent", 1, 1, 1, 32, 0, List.of())))
        .hasMessageContaining("the kernel absent");
  }

  @Test
  void saysWhatItIs() {
    assertThat(device.description()).contains("compute capability", "cuBLASLt", "NVRTC");
    assertThat(device.multiprocessors()).isPositive();
  }
}
