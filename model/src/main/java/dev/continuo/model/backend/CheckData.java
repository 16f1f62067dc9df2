package dev.continuo.model.backend;

import dev.continuo.model.backend.Backend.HeadNorms;
import dev.continuo.model.backend.Backend.LayerNorm;
import dev.continuo.model.backend.Backend.NormRows;
import dev.continuo.model.kernel.Bfloat16;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** The inputs and outputs of a trial on one backend: the same numbers on every one. */
final class CheckData {

  private final Backend backend;
  private final ElementType rounding;
  private final long seed;
  private final Map<String, Buffer> outputs = new LinkedHashMap<>();

  CheckData(Backend backend, ElementType rounding, long seed) {
    this.backend = backend;
    this.rounding = rounding;
    this.seed = seed;
  }

  /** What the trial gives, by name. */
  Map<String, Buffer> outputs() {
    return outputs;
  }

  private double[] numbers(String name, long count, double deviation) {
    SplittableRandom random = new SplittableRandom(seed * 31 + name.hashCode());
    double[] numbers = new double[Math.toIntExact(count)];
    Arrays.setAll(numbers, i -> random.nextGaussian() * deviation);
    return numbers;
  }

  Buffer floats(String name, long count, double deviation) {
    return floats(name, numbers(name, count, deviation));
  }

  private Buffer floats(String name, double[] values) {
    Buffer buffer = backend.allocate(name, ElementType.FLOAT32, values.length);
    write(buffer, values);
    return buffer;
  }

  Buffer activations(String name, long count, double deviation) {
    return activations(name, numbers(name, count, deviation));
  }

  private Buffer activations(String name, double[] values) {
    return rounded(name, backend.activations(), values);
  }

  private Buffer rounded(String name, ElementType type, double[] values) {
    Buffer buffer = backend.allocate(name, type, values.length);
    double[] some = values.clone();
    if (rounding == ElementType.BFLOAT16) {
      for (int i = 0; i < some.length; i++) {
        some[i] = Bfloat16.toFloat(Bfloat16.of((float) some[i]));
      }
    }
    write(buffer, some);
    return buffer;
  }

  Matrix matrix(String name, int rows, int columns, boolean transposed) {
    Buffer buffer = activations(name, (long) rows * columns, 1);
    return transposed
        ? Matrix.of(buffer, columns, rows).transpose()
        : Matrix.of(buffer, rows, columns);
  }

  LayerNorm layerNorm(int channels, boolean add) {
    return new LayerNorm(
        floats("weight", channels, 1),
        add ? inOutFloats("dWeight", channels, 1) : floatOutput("dWeight", channels),
        add ? inOutFloats("dBias", channels, 1) : floatOutput("dBias", channels),
        add);
  }

  /** What goes backward to rows x. */
  NormRows normRows(Buffer x, boolean add, int rows, int channels) {
    long size = (long) rows * channels;
    return new NormRows(
        activations("dy", size, 1),
        x,
        add ? inOutFloats("dx", size, 1) : floatOutput("dx", size),
        add,
        output("dx rounded", size),
        rows,
        channels);
  }

  HeadNorms norms(int size, boolean add) {
    return new HeadNorms(
        floats("query norm", size, 1),
        floats("key norm", size, 1),
        add ? inOutFloats("dQuery", size, 1) : floats("dQuery", size, 1),
        add ? inOutFloats("dKey", size, 1) : floats("dKey", size, 1),
        1e-6f,
        add);
  }

  Buffer inOutFloats(String name, long count, double deviation) {
    return kept(name, floats(name, count, deviation));
  }

  Buffer inOutSquares(String name, long count) {
    return kept(name, floats(name, squares(name, count)));
  }

  Buffer inOutSquaresOfActivations(String name, long count) {
    return kept(name, activations(name, squares(name, count)));
  }

  private double[] squares(String name, long count) {
    return Arrays.stream(numbers(name, count, 1)).map(x -> x * x).toArray();
  }

  Buffer inOut(String name, long count, double deviation) {
    return kept(name, activations(name, count, deviation));
  }

  Buffer inOutLogits(String name, long count, double deviation) {
    return kept(name, rounded(name, backend.logits(), numbers(name, count, deviation)));
  }

  Buffer output(String name, long count) {
    return kept(name, activations(name, nothing(count)));
  }

  Buffer floatOutput(String name, long count) {
    return kept(name, floats(name, nothing(count)));
  }

  Buffer doubleOutput(String name) {
    return kept(name, backend.allocate(name, ElementType.FLOAT64, 1));
  }

  Buffer intOutput(String name, int count) {
    int[] values = new int[count];
    Arrays.fill(values, -1);
    return kept(name, ints(name, values));
  }

  private Buffer kept(String name, Buffer buffer) {
    outputs.put(name, buffer);
    return buffer;
  }

  private static double[] nothing(long count) {
    double[] values = new double[Math.toIntExact(count)];
    Arrays.fill(values, Double.NaN);
    return values;
  }

  int[] someIds(String name, int count, int bound) {
    return new SplittableRandom(seed + name.hashCode()).ints(count, 0, bound).toArray();
  }

  Buffer ids(String name, int count, int bound) {
    return ints(name, someIds(name, count, bound));
  }

  /** Ids of which one is not counted. */
  Buffer targets(String name, int count, int bound) {
    int[] ids = someIds(name, count, bound);
    ids[count / 2] = -100;
    return ints(name, ids);
  }

  Buffer ints(String name, int[] values) {
    Buffer buffer = backend.allocate(name, ElementType.INT32, values.length);
    try (Arena arena = Arena.ofConfined()) {
      backend.write(buffer, arena.allocateFrom(ValueLayout.JAVA_INT, values));
    }
    return buffer;
  }

  private void write(Buffer buffer, double[] values) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(buffer.bytes(), Long.BYTES);
      for (int i = 0; i < values.length; i++) {
        if (buffer.type() == ElementType.FLOAT32) {
          segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) values[i]);
        } else {
          segment.setAtIndex(ValueLayout.JAVA_SHORT, i, Bfloat16.of((float) values[i]));
        }
      }
      backend.write(buffer, segment);
    }
  }

  static float[] read(Backend backend, Buffer buffer) {
    float[] values = new float[Math.toIntExact(buffer.elements())];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(Math.max(8, buffer.bytes()), Long.BYTES);
      backend.read(buffer, segment.asSlice(0, buffer.bytes()));
      for (int i = 0; i < values.length; i++) {
        values[i] =
            switch (buffer.type()) {
              case FLOAT64 -> (float) segment.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
              case FLOAT32 -> segment.getAtIndex(ValueLayout.JAVA_FLOAT, i);
              case INT32 -> segment.getAtIndex(ValueLayout.JAVA_INT, i);
              case BFLOAT16 -> Bfloat16.toFloat(segment.getAtIndex(ValueLayout.JAVA_SHORT, i));
            };
      }
    }
    return values;
  }
}
