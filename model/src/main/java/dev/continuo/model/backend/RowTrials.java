package dev.continuo.model.backend;

/** Norms, SwiGLU and the embedding. */
final class RowTrials {

  private RowTrials() {}

  static void all(BackendCheck check) {
    for (int channels : new int[] {64, 65, 384}) {
      int rows = 37;
      long size = (long) rows * channels;
      check.trial(
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
        check.trial(
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
      check.trial(
          "swiGlu " + channels,
          (backend, data) ->
              backend.swiGlu(
                  data.activations("gate and up", 2 * size, 2),
                  data.output("y", size),
                  rows,
                  channels));
      check.trial(
          "swiGluBackward " + channels,
          (backend, data) ->
              backend.swiGluBackward(
                  data.activations("dy", size, 1),
                  data.activations("gate and up", 2 * size, 2),
                  data.output("dGateUp", 2 * size),
                  rows,
                  channels));
      check.trial(
          "embed " + channels,
          (backend, data) ->
              backend.embed(
                  data.ids("ids", rows, 11),
                  data.floats("table", 11L * channels, 1),
                  data.floatOutput("x", size),
                  rows,
                  channels));
      check.trial(
          "embed rounded " + channels,
          (backend, data) ->
              backend.embed(
                  data.ids("ids", rows, 11),
                  data.activations("table", 11L * channels, 1),
                  data.floatOutput("x", size),
                  rows,
                  channels));
      check.trial(
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
      check.trial(
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
      check.trial(
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
    check.trial(
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
              data.floatOutput("delta", (long) rows * heads.queries()),
              data.output("dProjected", projectedSize));
        });
  }

  /** The next tokens of texts: the first with the first position, the last with a distant one. */
  private void texts(Heads heads) {
    int rows = heads.rows();
    int layers = 2;
    int longest = rows == 1 ? 1100 : 330;
    int[] positions = IntStream.range(0, rows).map(row -> (row * 13 + 1) * 7 % 100).toArray();
    positions[0] = 0;
    positions[rows - 1] = longest - 1;
    int each = Math.ceilDiv(longest, TextOperations.PAGE);
    int[] starts = IntStream.range(0, rows).map(row -> 1 + row * each).toArray();
    int count = 1 + rows * each;
    int[] table = IntStream.range(0, count).map(i -> (i * 7 + 3) % count).toArray();
    if (count % 7 == 0) {
      throw new IllegalStateException(count + " pages would be named twice");
    }
    int half = heads.size() / 2;
    long elements = TextOperations.Pages.elements(layers, heads.keys(), heads.size());
    for (boolean normed : new boolean[] {false, true}) {
      check.trial(
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
        check.trial(
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
      check.trial(
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
    check.trial(
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
    check.trial(
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

    Matrix matrix(String name, int rows, int columns      check.trial(
          "embedBackward " + channels,
          (backend, data) -> {
            int[] ids = data.someIds("ids", rows, 3);
            backend.embedBackward(
                data.ints("ids", ids),
                data.ints("order", BackendCheck.order(ids)),
                data.floats("dx", size, 1),
                data.inOutFloats("gradient", 3L * channels, 1),
                rows,
                channels);
          });
    }
  }
}
