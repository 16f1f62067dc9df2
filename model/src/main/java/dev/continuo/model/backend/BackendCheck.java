package dev.continuo.model.backend;

import dev.continuo.model.backend.Backend.HeadNorms;
import dev.continuo.model.backend.Backend.Heads;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.kernel.LossFunction.Kind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Holds the operations of one backend to those of another on random input: ‖Δ‖/‖reference‖ of each
 * output. Outputs are NaN before, so that what was not written is found.
 */
public final class BackendCheck {

  private static final int HIGH_BITS = 16;

  /**
   * How far an output is from the reference.
   *
   * @param operation with its dimensions
   * @param output which of its outputs
   * @param relative ‖Δ‖/‖reference‖
   */
  public record Difference(String operation, String output, double relative) {}

  /** One operation on some inputs, as it is asked of either backend. */
  private interface Trial {
    void run(Backend backend, Data data);
  }

  private final Backend reference;
  private final Backend tested;
  private final List<Difference> differences = new ArrayList<>();
  private long seed;

  private BackendCheck(Backend reference, Backend tested, long seed) {
    this.reference = reference;
    this.tested = tested;
    this.seed = seed;
  }

  /** The differences of all operations, at small and odd sizes. */
  public static List<Difference> differences(Backend reference, Backend tested, long seed) {
    BackendCheck check = new BackendCheck(reference, tested, seed);
    check.products();
    check.rowOperations();
    for (Heads heads :
        List.of(
            new Heads(2, 5, 2, 1, 16),
            new Heads(1, 70, 3, 3, 40),
            new Heads(2, 130, 2, 2, 64),
            new Heads(1, 100, 4, 2, 128),
            new Heads(3, 1, 1, 1, 64))) {
      check.attention(heads);
    }
    for (Heads heads :
        List.of(
            new Heads(3, 1, 2, 1, 16),
            new Heads(5, 1, 3, 3, 40),
            new Heads(4, 1, 12, 4, 64),
            new Heads(2, 1, 9, 1, 128),
            new Heads(1, 1, 5, 1, 256))) {
      check.texts(heads);
    }
    check.losses();
    check.optimizers();
    return check.differences;
  }

  private void trial(String operation, Trial trial) {
    seed++;
    Data expected = new Data(reference, tested.activations(), seed);
    Data found = new Data(tested, tested.activations(), seed);
    trial.run(reference, expected);
    trial.run(tested, found);
    expected.outputs.forEach(
        (name, buffer) -> {
          float[] right = Data.read(reference, buffer);
          float[] values = Data.read(tested, Objects.requireNonNull(found.outputs.get(name)));
          differences.add(new Difference(operation, name, distance(values, right)));
        });
  }

  /** ‖values − right‖/‖right‖; infinite where either has what is no number. */
  public static double distance(float[] values, float[] right) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < right.length; i++) {
      difference += Math.pow((double) values[i] - right[i], 2);
      size += Math.pow(right[i], 2);
    }
    double relative = Math.sqrt(difference) / Math.max(Math.sqrt(size), 1e-30);
    return Double.isFinite(relative) && Double.isFinite(size) ? relative : Double.POSITIVE_INFINITY;
  }

  private void products() {
    int[][] sizes = {{1, 1, 1}, {64, 128, 32}, {33, 65, 17}, {130, 72, 200}};
    for (int[] size : sizes) {
      for (int form = 0; form < 8; form++) {
        boolean transposeLeft = (form & 1) != 0;
        boolean transposeRight = (form & 2) != 0;
        boolean add = (form & 4) != 0;
        int rows = size[0];
        int columns = size[1];
        int depth = size[2];
        trial(
            "multiply " + Arrays.toString(size) + " form " + form,
            (backend, data) -> {
              Matrix left = data.matrix("left", rows, depth, transposeLeft);
              Matrix right = data.matrix("right", depth, columns, transposeRight);
              Buffer there = data.floats("addend", (long) rows * columns, 1);
              Buffer result = data.floatOutput("result", (long) rows * columns);
              Matrix addend = add ? Matrix.of(there, rows, columns) : null;
              backend.multiply(left, right, addend, Matrix.of(result, rows, columns), 1);
              Buffer rounded = data.output("rounded", (long) rows * columns);
              backend.multiply(left, right, null, Matrix.of(rounded, rows, columns), 1);
            });
      }
    }
    trial(
        "multiply a batch in place",
        (backend, data) -> {
          Buffer x = data.activations("x", 3L * 24 * 40, 1);
          Buffer sums = data.inOutFloats("sums", 3L * 24 * 24, 1);
          Matrix each = new Matrix(x, 0, 24, 40, 40, 24 * 40, false);
          Matrix grams = new Matrix(sums, 0, 24, 24, 24, 24 * 24, false);
          backend.multiply(each, each.transpose(), grams, grams, 3);
        });
  }

  private void rowOperations() {
    for (int channels : new int[] {64, 65, 384}) {
      int rows = 37;
      long size = (long) rows * channels;
      trial(
          "norm " + channels,
          (backend, data) ->
              backend.norm(
                  data.floats("x", size, 2),
                  data.floats("weight", channels, 1),
                  data.output("y", size),
                  data.floatOutput("scales", rows),
                  rows,
                  channels,
                  1e-6f));
      for (boolean add : new boolean[] {false, true}) {
        trial(
            "normBackward " + channels + (add ? " added" : ""),
            (backend, data) -> {
              Buffer x = data.floats("x", size, 2);
              Buffer weight = data.floats("weight", channels, 1);
              Buffer scales = data.floats("scales", rows, 1);
              backend.normBackward(
                  data.activations("dy", size, 1),
                  x,
                  weight,
                  scales,
                  add ? data.inOutFloats("dx", size, 1) : data.floatOutput("dx", size),
                  add,
                  data.output("dx rounded", size),
                  add
                      ? data.inOutFloats("dWeight", channels, 1)
                      : data.floatOutput("dWeight", channels),
                  add,
                  rows,
                  channels);
            });
      }
      trial(
          "swiGlu " + channels,
          (backend, data) ->
              backend.swiGlu(
                  data.activations("gate and up", 2 * size, 2),
                  data.output("y", size),
                  rows,
                  channels));
      trial(
          "swiGluBackward " + channels,
          (backend, data) ->
              backend.swiGluBackward(
                  data.activations("dy", size, 1),
                  data.activations("gate and up", 2 * size, 2),
                  data.output("dGateUp", 2 * size),
                  rows,
                  channels));
      trial(
          "embed " + channels,
          (backend, data) ->
              backend.embed(
                  data.ids("ids", rows, 11),
                  data.floats("table", 11L * channels, 1),
                  data.floatOutput("x", size),
                  rows,
                  channels));
      trial(
          "embed rounded " + channels,
          (backend, data) ->
              backend.embed(
                  data.ids("ids", rows, 11),
                  data.activations("table", 11L * channels, 1),
                  data.floatOutput("x", size),
                  rows,
                  channels));
      trial(
          "embedBackward " + channels,
          (backend, data) -> {
            int[] ids = data.someIds("ids", rows, 3);
            backend.embedBackward(
                data.ints("ids", ids),
                data.ints("order", order(ids)),
                data.floats("dx", size, 1),
                data.inOutFloats("gradient", 3L * channels, 1),
                rows,
                channels);
          });
    }
  }

  /** The rows in the order of their ids, and of their own within one id. */
  public static int[] order(int[] ids) {
    return IntStream.range(0, ids.length)
        .boxed()
        .sorted((a, b) -> Integer.compare(ids[a], ids[b]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private void attention(Heads heads) {
    int rows = heads.rows();
    long projectedSize = (long) rows * heads.projectedChannels();
    long rotatedSize = (long) rows * heads.rotatedChannels();
    long scaleCount = (long) rows * (heads.queries() + heads.keys());
    long angles = (long) heads.time() * heads.size() / 2;
    for (boolean normed : new boolean[] {false, true}) {
      trial(
          "rotate " + heads + (normed ? " normed" : ""),
          (backend, data) ->
              backend.rotate(
                  heads,
                  data.activations("projected", projectedSize, 1),
                  normed ? data.norms(heads.size(), false) : null,
                  data.floats("cosines", angles, 1),
                  data.floats("sines", angles, 1),
                  data.output("rotated", rotatedSize),
                  data.floatOutput("scales", scaleCount)));
      trial(
          "rotateBackward " + heads + (normed ? " normed" : ""),
          (backend, data) ->
              backend.rotateBackward(
                  heads,
                  data.activations("projected", projectedSize, 1),
                  normed ? data.norms(heads.size(), true) : null,
                  data.floats("cosines", angles, 1),
                  data.floats("sines", angles, 1),
                  data.floats("scales", scaleCount, 1),
                  data.inOut("dProjected", projectedSize, 1)));
    }
    trial(
        "attend " + heads,
        (backend, data) -> {
          Buffer rotated = data.activations("rotated", rotatedSize, 1);
          Buffer projected = data.activations("projected", projectedSize, 1);
          Buffer attended = data.output("attended", (long) rows * heads.queryChannels());
          Buffer logSums = data.floatOutput("log sums", (long) rows * heads.queries());
          backend.attend(heads, rotated, projected, attended, logSums);
          backend.attendBackward(
              heads,
              rotated,
              projected,
              attended,
              logSums,
              data.activations("dAttended", (long) rows * heads.queryChannels(), 1),
              data.floats("delta", (long) rows * heads.queries(), 1),
              data.output("dProjected", projectedSize));
        });
  }

  /** The next tokens of texts: the first with the first position, the last with a distant one. */
  private void texts(Heads heads) {
    int rows = heads.rows();
    int layers = 2;
    int longest = rows == 1 ? 1100 : rows == 3 ? 330 : 130;
    int[] positions = IntStream.range(0, rows).map(row -> (row * 13 + 1) * 7 % 100).toArray();
    positions[0] = 0;
    positions[rows - 1] = longest - 1;
    int each = Math.ceilDiv(longest, TextOperations.PAGE);
    int[] starts = IntStream.range(0, rows).map(row -> 1 + row * each).toArray();
    int count = 1 + rows * each;
    int[] table = IntStream.range(0, count).map(i -> (i * 5 + 3) % count).toArray();
    if (count % 5 == 0) {
      throw new IllegalStateException(count + " pages would be named twice");
    }
    int half = heads.size() / 2;
    long elements = TextOperations.Pages.elements(layers, heads.keys(), heads.size());
    for (boolean normed : new boolean[] {false, true}) {
      trial(
          "texts " + heads + (normed ? " normed" : ""),
          (backend, data) -> {
            Buffer memory = data.inOut("pages", count * elements, 1);
            var pages = new TextOperations.Pages(memory, layers, heads.keys(), heads.size());
            var some =
                new TextOperations.TextRows(
                    data.ints("positions", positions),
                    data.ints("starts", starts),
                    data.ints("table", table),
                    longest);
            var norms =
                new TextOperations.HeadWeights(
                    data.floats("query norm", heads.size(), 1),
                    data.floats("key norm", heads.size(), 1),
                    1e-6f);
            Buffer queries = data.output("queries", (long) rows * heads.queryChannels());
            backend.extend(
                heads,
                some,
                pages,
                1,
                data.activations("projected", (long) rows * heads.projectedChannels(), 1),
                normed ? norms : null,
                data.floats("cosines", (long) longest * half, 1),
                data.floats("sines", (long) longest * half, 1),
                queries);
            Buffer attended = data.output("attended", (long) rows * heads.queryChannels());
            backend.attend(heads, some, pages, 1, queries, attended);
            backend.copyPage(pages, table[1], table[0]);
          });
    }
  }

  private void losses() {
    List<LossFunction> all =
        List.of(
            LossFunction.CROSS_ENTROPY,
            new LossFunction(Kind.CROSS_ENTROPY, 0.1),
            new LossFunction(Kind.SQUARED_ERROR, 0),
            new LossFunction(Kind.ABSOLUTE_ERROR, 0));
    for (int vocabulary : new int[] {65, 5000}) {
      int rows = 9;
      int stride = Math.ceilDiv(vocabulary, 64) * 64;
      for (LossFunction loss : all) {
        trial(
            "lossGradient " + vocabulary + " " + loss,
            (backend, data) ->
                backend.lossGradient(
                    data.inOut("logits", (long) rows * stride, 3),
                    data.targets("targets", rows, vocabulary),
                    data.floats("factor", 1, 1),
                    data.floatOutput("losses", rows),
                    rows,
                    vocabulary,
                    stride,
                    loss));
      }
      trial(
          "crossEntropy " + vocabulary,
          (backend, data) -> {
            Buffer losses = data.floatOutput("losses", rows);
            backend.crossEntropy(
                data.floats("logits", (long) rows * stride, 3),
                data.targets("targets", rows, vocabulary),
                losses,
                data.intOutput("likeliest", rows),
                rows,
                vocabulary,
                stride);
            backend.sumLosses(losses, data.doubleOutput("sum"), rows, false);
          });
    }
  }

  private void optimizers() {
    int count = 3 * Stretches.LONGEST / 2;
    trial(
        "optimizers",
        (backend, data) -> {
          Buffer step = data.inOutFloats("step", StepNumbers.COUNT, 1);
          StepNumbers numbers = new StepNumbers(0.1f, 0.2f, 1e-3f, 0.5f, 0, 0);
          try (Arena arena = Arena.ofConfined()) {
            backend.write(step, numbers.segment(arena));
          }
          Buffer gradient = data.floats("gradient", count + 3L, 1);
          backend.gradientNorm(gradient, step);
          List<Stretches.Stretch> stretches = Stretches.of(3, 0, count, 0.5, 0.1);
          Stretches table = Stretches.on(backend, "stretches", stretches);
          Buffer weights = data.inOutFloats("weights", count + 3L, 1);
          Buffer rounded =
              backend.activations() == ElementType.FLOAT32
                  ? weights
                  : data.activations("rounded", count + 3L, 1);
          backend.adamW(
              table,
              step,
              gradient,
              data.inOutFloats("means", count, 1),
              data.inOutSquares("squares", count),
              weights,
              rounded,
              0.9f,
              0.95f);
          Buffer blend = data.output("blend", count);
          Buffer momenta = data.inOutFloats("momenta", count, 1);
          backend.nesterov(table, step, gradient, momenta, blend, 0.95f);
          Buffer moved = data.inOutFloats("moved", count + 3L, 1);
          Buffer movedRounded =
              backend.activations() == ElementType.FLOAT32
                  ? moved
                  : data.activations("moved rounded", count + 3L, 1);
          backend.descend(table, step, data.activations("changes", count, 1), moved, movedRounded);
        });
    int side = 50;
    trial(
        "diagonals",
        (backend, data) -> {
          Buffer grams = data.inOutSquaresOfActivations("grams", 2L * side * side);
          Buffer scales = data.floatOutput("scales", 2);
          backend.gramScale(grams, scales, 2, side, 1.5f);
          backend.scaleAndShift(grams, scales, 2, 0.5f, false, 2, side);
          backend.scaleAndShift(grams, scales, 1, 0.25f, true, 2, side);
          backend.shiftDiagonals(grams, -0.5f, 2, side);
        });
  }

  /** The inputs and outputs of a trial on one backend: the same numbers on every one. */
  private static final class Data {

    private final Backend backend;
    private final ElementType rounding;
    private final long seed;
    private final Map<String, Buffer> outputs = new LinkedHashMap<>();

    Data(Backend backend, ElementType rounding, long seed) {
      this.backend = backend;
      this.rounding = rounding;
      this.seed = seed;
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
      Buffer buffer = backend.allocate(name, backend.activations(), values.length);
      double[] some = values.clone();
      if (rounding == ElementType.BFLOAT16) {
        for (int i = 0; i < some.length; i++) {
          some[i] = Float.intBitsToFloat(bfloat16((float) some[i]) << HIGH_BITS);
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
            segment.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) bfloat16((float) values[i]));
          }
        }
        backend.write(buffer, segment);
      }
    }

    /** To the nearest, ties to even. */
    private static int bfloat16(float value) {
      int bits = Float.floatToIntBits(value);
      return Float.isNaN(value)
          ? bits >>> HIGH_BITS
          : (bits + 0x7fff + ((bits >>> HIGH_BITS) & 1)) >>> HIGH_BITS;
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
                case BFLOAT16 ->
                    Float.intBitsToFloat(
                        segment.getAtIndex(ValueLayout.JAVA_SHORT, i) << HIGH_BITS);
              };
        }
      }
      return values;
    }
  }
}
