package dev.continuo.model.backend;

import dev.continuo.model.kernel.LossFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The operations in plain loops over native memory, with sums in float64: slow, short and on every
 * machine, to hold other backends to.
 */
public final class PlainBackend implements Backend {

  private static final long FLOAT = Float.BYTES;

  @SuppressWarnings("restricted")
  private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private final Arena arena = Arena.ofShared();

  @Override
  public ElementType activations() {
    return ElementType.FLOAT32;
  }

  @Override
  public Buffer allocate(String name, ElementType type, long elements) {
    MemorySegment segment = arena.allocate(Math.max(1, elements) * type.bytes(), 64);
    return new Buffer(name, type, elements, segment.address());
  }

  @Override
  public long freeBytes() {
    return Long.MAX_VALUE;
  }

  private static MemorySegment segment(Buffer buffer) {
    return MEMORY.asSlice(buffer.address(), buffer.bytes());
  }

  @Override
  public void write(Buffer buffer, MemorySegment elements) {
    segment(buffer).asSlice(0, elements.byteSize()).copyFrom(elements);
  }

  @Override
  public void read(Buffer buffer, MemorySegment elements) {
    elements.copyFrom(segment(buffer).asSlice(0, elements.byteSize()));
  }

  @Override
  public MemorySegment hostMemory(long bytes) {
    return arena.allocate(bytes, 64);
  }

  @Override
  public void queueWrite(Buffer buffer, MemorySegment host) {
    write(buffer, host);
  }

  @Override
  public void queueRead(Buffer buffer, MemorySegment host) {
    read(buffer, host);
  }

  @Override
  public Mark mark() {
    long now = System.nanoTime();
    return new PlainMark(now);
  }

  private record PlainMark(long nanoseconds) implements Mark {
    @Override
    public void await() {}

    @Override
    public double secondsSince(Mark earlier) {
      return (nanoseconds - ((PlainMark) earlier).nanoseconds) / 1e9;
    }

    @Override
    public void close() {}
  }

  @Override
  public Program program(Runnable operations) {
    return new Program() {
      @Override
      public void run() {
        operations.run();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void synchronize() {}

  private static float get(Buffer buffer, long index) {
    return MEMORY.get(ValueLayout.JAVA_FLOAT, buffer.address() + index * FLOAT);
  }

  private static void set(Buffer buffer, long index, double value) {
    MEMORY.set(ValueLayout.JAVA_FLOAT, buffer.address() + index * FLOAT, (float) value);
  }

  private static int id(Buffer buffer, long index) {
    return MEMORY.get(ValueLayout.JAVA_INT, buffer.address() + index * Integer.BYTES);
  }

  private static float[] floats(Buffer buffer, long first, int count) {
    float[] values = new float[count];
    long at = buffer.address() + first * FLOAT;
    MemorySegment.copy(MEMORY, ValueLayout.JAVA_FLOAT, at, values, 0, count);
    return values;
  }

  private static void put(float[] values, Buffer buffer, long first) {
    long at = buffer.address() + first * FLOAT;
    MemorySegment.copy(values, 0, MEMORY, ValueLayout.JAVA_FLOAT, at, values.length);
  }

  @Override
  public void clear(Buffer buffer) {
    segment(buffer).fill((byte) 0);
  }

  @Override
  public void round(Buffer weights, Buffer rounded) {
    segment(rounded).copyFrom(segment(weights));
  }

  @Override
  public void multiply(
      Matrix left, Matrix right, @Nullable Matrix addend, Matrix result, int batch) {
    int width = result.width();
    int depth = left.width();
    for (int each = 0; each < batch; each++) {
      int matrix = each;
      float[][] rows = new float[depth][];
      for (int k = 0; k < depth; k++) {
        rows[k] = row(right, matrix, k);
      }
      IntStream.range(0, result.height())
          .parallel()
          .forEach(
              i -> {
                float[] factors = row(left, matrix, i);
                double[] sums = new double[width];
                for (int k = 0; k < depth; k++) {
                  double factor = factors[k];
                  float[] row = rows[k];
                  for (int j = 0; j < width; j++) {
                    sums[j] += factor * row[j];
                  }
                }
                for (int j = 0; j < width; j++) {
                  double there =
                      addend == null ? 0 : get(addend.buffer(), at(addend, matrix, i, j));
                  set(result.buffer(), at(result, matrix, i, j), there + sums[j]);
                }
              });
    }
  }

  private static long at(Matrix matrix, int each, long row, long column) {
    long start = matrix.offset() + each * matrix.batchStride();
    return start
        + (matrix.transposed() ? column * matrix.stride() + row : row * matrix.stride() + column);
  }

  private static float[] row(Matrix matrix, int each, int row) {
    if (!matrix.transposed()) {
      return floats(matrix.buffer(), at(matrix, each, row, 0), matrix.width());
    }
    float[] values = new float[matrix.width()];
    for (int column = 0; column < values.length; column++) {
      values[column] = get(matrix.buffer(), at(matrix, each, row, column));
    }
    return values;
  }

  @Override
  public void embed(Buffer ids, Buffer table, Buffer x, int rows, int channels) {
    for (int row = 0; row < rows; row++) {
      put(floats(table, (long) id(ids, row) * channels, channels), x, (long) row * channels);
    }
  }

  @Override
  public void embedBackward(
      Buffer ids, Buffer order, Buffer dx, Buffer gradient, int rows, int channels) {
    for (int i = 0; i < rows; i++) {
      int row = id(order, i);
      long to = (long) id(ids, row) * channels;
      long from = (long) row * channels;
      for (int channel = 0; channel < channels; channel++) {
        set(gradient, to + channel, get(gradient, to + channel) + get(dx, from + channel));
      }
    }
  }

  @Override
  public void norm(
      Buffer x, Buffer weight, Buffer y, Buffer scales, int rows, int channels, float epsilon) {
    for (int row = 0; row < rows; row++) {
      long start = (long) row * channels;
      double squares = 0;
      for (int i = 0; i < channels; i++) {
        squares += (double) get(x, start + i) * get(x, start + i);
      }
      double r = 1 / Math.sqrt(squares / channels + epsilon);
      for (int i = 0; i < channels; i++) {
        set(y, start + i, get(x, start + i) * r * get(weight, i));
      }
      set(scales, row, r);
    }
  }

  @Override
  public void normBackward(
      Buffer dy,
      Buffer x,
      Buffer weight,
      Buffer scales,
      Buffer dx,
      boolean add,
      Buffer dxRounded,
      Buffer dWeight,
      boolean addWeight,
      int rows,
      int channels) {
    double[] sums = new double[channels];
    for (int row = 0; row < rows; row++) {
      long start = (long) row * channels;
      double r = get(scales, row);
      double product = 0;
      for (int i = 0; i < channels; i++) {
        product += (double) get(dy, start + i) * get(weight, i) * get(x, start + i);
      }
      double pull = -r * r * r * product / channels;
      for (int i = 0; i < channels; i++) {
        long at = start + i;
        double change = get(x, at) * pull + get(dy, at) * (double) get(weight, i) * r;
        sums[i] += get(dy, at) * (double) get(x, at) * r;
        set(dx, at, (add ? get(dx, at) : 0) + change);
        set(dxRounded, at, get(dx, at));
      }
    }
    for (int i = 0; i < channels; i++) {
      set(dWeight, i, sums[i] + (addWeight ? get(dWeight, i) : 0));
    }
  }

  @Override
  public void rotate(
      Heads heads,
      Buffer projected,
      @Nullable HeadNorms norms,
      Buffer cosines,
      Buffer sines,
      Buffer rotated,
      Buffer scales) {
    int all = heads.queries() + heads.keys();
    int size = heads.size();
    int half = size / 2;
    for (int row = 0; row < heads.rows(); row++) {
      for (int head = 0; head < all; head++) {
        float[] x =
            floats(projected, (long) row * heads.projectedChannels() + (long) head * size, size);
        double r = norms == null ? 1 : scale(x, norms.epsilon());
        set(scales, (long) row * all + head, r);
        long to = (long) row * heads.rotatedChannels() + (long) head * size;
        long angle = (long) (row % heads.time()) * half;
        for (int p = 0; p < half; p++) {
          double first = x[p] * r * weight(norms, heads, head, p);
          double second = x[p + half] * r * weight(norms, heads, head, p + half);
          double cosine = get(cosines, angle + p);
          double sine = get(sines, angle + p);
          set(rotated, to + p, first * cosine - second * sine);
          set(rotated, to + p + half, second * cosine + first * sine);
        }
      }
    }
  }

  private static double scale(float[] x, double epsilon) {
    double squares = 0;
    for (float value : x) {
      squares += (double) value * value;
    }
    return 1 / Math.sqrt(squares / x.length + epsilon);
  }

  private static double weight(@Nullable HeadNorms norms, Heads heads, int head, int channel) {
    return norms == null ? 1 : get(head < heads.queries() ? norms.query() : norms.key(), channel);
  }

  @Override
  public void rotateBackward(
      Heads heads,
      Buffer projected,
      @Nullable HeadNorms norms,
      Buffer cosines,
      Buffer sines,
      Buffer scales,
      Buffer dProjected) {
    int all = heads.queries() + heads.keys();
    int size = heads.size();
    int half = size / 2;
    double[][] sums = new double[2][size];
    for (int row = 0; row < heads.rows(); row++) {
      for (int head = 0; head < all; head++) {
        long start = (long) row * heads.projectedChannels() + (long) head * size;
        long angle = (long) (row % heads.time()) * half;
        double[] g = new double[size];
        for (int p = 0; p < half; p++) {
          double first = get(dProjected, start + p);
          double second = get(dProjected, start + p + half);
          double cosine = get(cosines, angle + p);
          double sine = get(sines, angle + p);
          g[p] = first * cosine + second * sine;
          g[p + half] = second * cosine - first * sine;
        }
        if (norms != null) {
          double r = get(scales, (long) row * all + head);
          double product = 0;
          for (int i = 0; i < size; i++) {
            product += g[i] * weight(norms, heads, head, i) * get(projected, start + i);
          }
          double pull = -r * r * r * product / size;
          for (int i = 0; i < size; i++) {
            double x = get(projected, start + i);
            sums[head < heads.queries() ? 0 : 1][i] += g[i] * x * r;
            g[i] = g[i] * weight(norms, heads, head, i) * r + x * pull;
          }
        }
        for (int i = 0; i < size; i++) {
          set(dProjected, start + i, g[i]);
        }
      }
    }
    if (norms != null) {
      for (int i = 0; i < size; i++) {
        boolean add = norms.addGradients();
        set(norms.dQuery(), i, sums[0][i] + (add ? get(norms.dQuery(), i) : 0));
        set(norms.dKey(), i, sums[1][i] + (add ? get(norms.dKey(), i) : 0));
      }
    }
  }

  @Override
  public void attend(
      Heads heads, Buffer rotated, Buffer projected, Buffer attended, Buffer logSums) {
    new PlainAttention(heads).forward(rotated, projected, attended, logSums);
  }

  @Override
  public void attendBackward(
      Heads heads,
      Buffer rotated,
      Buffer projected,
      Buffer attended,
      Buffer logSums,
      Buffer dAttended,
      Buffer delta,
      Buffer dProjected) {
    new PlainAttention(heads)
        .backward(rotated, projected, attended, logSums, dAttended, delta, dProjected);
  }

  /** Attention, head by head. */
  private record PlainAttention(Heads heads) {

    private float[] head(Buffer buffer, int width, int row, int column) {
      return floats(buffer, (long) row * width + (long) column * heads.size(), heads.size());
    }

    private float[][] column(Buffer buffer, int width, int sequence, int column) {
      float[][] rows = new float[heads.time()][];
      for (int t = 0; t < heads.time(); t++) {
        rows[t] = head(buffer, width, sequence * heads.time() + t, column);
      }
      return rows;
    }

    private float[][] queries(Buffer rotated, int sequence, int head) {
      return column(rotated, heads.rotatedChannels(), sequence, head);
    }

    private float[][] keys(Buffer rotated, int sequence, int head) {
      return column(rotated, heads.rotatedChannels(), sequence, heads.queries() + keyHead(head));
    }

    private float[][] values(Buffer projected, int sequence, int head) {
      int place = heads.queries() + heads.keys() + keyHead(head);
      return column(projected, heads.projectedChannels(), sequence, place);
    }

    private int keyHead(int head) {
      return head / (heads.queries() / heads.keys());
    }

    private double score(float[] query, float[] key) {
      return dot(query, key) / Math.sqrt(heads.size());
    }

    private static double dot(float[] a, float[] b) {
      double sum = 0;
      for (int i = 0; i < a.length; i++) {
        sum += (double) a[i] * b[i];
      }
      return sum;
    }

    private long sumAt(int sequence, int head, int t) {
      return ((long) sequence * heads.queries() + head) * heads.time() + t;
    }

    void forward(Buffer rotated, Buffer projected, Buffer attended, Buffer logSums) {
      IntStream.range(0, heads.batch() * heads.queries())
          .parallel()
          .forEach(
              task -> {
                int sequence = task / heads.queries();
                int head = task % heads.queries();
                float[][] queries = queries(rotated, sequence, head);
                float[][] keys = keys(rotated, sequence, head);
                float[][] values = values(projected, sequence, head);
                for (int t = 0; t < heads.time(); t++) {
                  double[] scores = new double[t + 1];
                  for (int s = 0; s <= t; s++) {
                    scores[s] = score(queries[t], keys[s]);
                  }
                  double largest = Arrays.stream(scores).max().orElseThrow();
                  double sum = 0;
                  double[] mixed = new double[heads.size()];
                  for (int s = 0; s <= t; s++) {
                    double weight = Math.exp(scores[s] - largest);
                    sum += weight;
                    for (int i = 0; i < mixed.length; i++) {
                      mixed[i] += weight * values[s][i];
                    }
                  }
                  long to =
                      (long) (sequence * heads.time() + t) * heads.queryChannels()
                          + (long) head * heads.size();
                  for (int i = 0; i < mixed.length; i++) {
                    set(attended, to + i, mixed[i] / sum);
                  }
                  set(logSums, sumAt(sequence, head, t), Math.log(sum) + largest);
                }
              });
    }

    void backward(
        Buffer rotated,
        Buffer projected,
        Buffer attended,
        Buffer logSums,
        Buffer dAttended,
        Buffer delta,
        Buffer dProjected) {
      int group = heads.queries() / heads.keys();
      IntStream.range(0, heads.batch() * heads.keys())
          .parallel()
          .forEach(
              task -> {
                int sequence = task / heads.keys();
                int keyHead = task % heads.keys();
                double[][] dKeys = new double[heads.time()][heads.size()];
                double[][] dValues = new double[heads.time()][heads.size()];
                for (int head = keyHead * group; head < (keyHead + 1) * group; head++) {
                  float[][] queries = queries(rotated, sequence, head);
                  float[][] keys = keys(rotated, sequence, head);
                  float[][] values = values(projected, sequence, head);
                  int width = heads.queryChannels();
                  float[][] results = column(attended, width, sequence, head);
                  float[][] slopes = column(dAttended, width, sequence, head);
                  double[][] dQueries = new double[heads.time()][heads.size()];
                  for (int t = 0; t < heads.time(); t++) {
                    double mean = dot(results[t], slopes[t]);
                    set(delta, sumAt(sequence, head, t), mean);
                    double logSum = get(logSums, sumAt(sequence, head, t));
                    for (int s = 0; s <= t; s++) {
                      double p = Math.exp(score(queries[t], keys[s]) - logSum);
                      double ds = p * (dot(slopes[t], values[s]) - mean) / Math.sqrt(heads.size());
                      for (int i = 0; i < heads.size(); i++) {
                        dValues[s][i] += p * slopes[t][i];
                        dKeys[s][i] += ds * queries[t][i];
                        dQueries[t][i] += ds * keys[s][i];
                      }
                    }
                  }
                  put(dQueries, dProjected, sequence, head);
                }
                put(dKeys, dProjected, sequence, heads.queries() + keyHead);
                put(dValues, dProjected, sequence, heads.queries() + heads.keys() + keyHead);
              });
    }

    private void put(double[][] values, Buffer dProjected, int sequence, int column) {
      for (int t = 0; t < heads.time(); t++) {
        long to =
            (long) (sequence * heads.time() + t) * heads.projectedChannels()
                + (long) column * heads.size();
        for (int i = 0; i < heads.size(); i++) {
          set(dProjected, to + i, values[t][i]);
        }
      }
    }
  }

  @Override
  public void swiGlu(Buffer gateUp, Buffer y, int rows, int channels) {
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < channels; i++) {
        double gate = get(gateUp, 2L * row * channels + i);
        double up = get(gateUp, (2L * row + 1) * channels + i);
        set(y, (long) row * channels + i, gate * sigmoid(gate) * up);
      }
    }
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Override
  public void swiGluBackward(Buffer dy, Buffer gateUp, Buffer dGateUp, int rows, int channels) {
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < channels; i++) {
        long gateAt = 2L * row * channels + i;
        double d = get(dy, (long) row * channels + i);
        double gate = get(gateUp, gateAt);
        double s = sigmoid(gate);
        double silu = gate * s;
        double up = get(gateUp, gateAt + channels);
        set(dGateUp, gateAt, d * up * (s + silu * (1 - s)));
        set(dGateUp, gateAt + channels, d * silu);
      }
    }
  }

  @Override
  public void lossGradient(
      Buffer logits,
      Buffer targets,
      Buffer factor,
      Buffer losses,
      int rows,
      int vocabulary,
      int stride,
      LossFunction loss) {
    for (int row = 0; row < rows; row++) {
      int target = id(targets, row);
      float[] values = floats(logits, (long) row * stride, vocabulary);
      if (target < 0) {
        Arrays.fill(values, 0);
        set(losses, row, 0);
      } else {
        set(losses, row, loss.replaceByGradient(values, 0, vocabulary, target, get(factor, 0)));
      }
      put(values, logits, (long) row * stride);
    }
  }

  @Override
  public void crossEntropy(
      Buffer logits,
      Buffer targets,
      Buffer losses,
      Buffer likeliest,
      int rows,
      int vocabulary,
      int stride) {
    for (int row = 0; row < rows; row++) {
      float[] values = floats(logits, (long) row * stride, vocabulary);
      int best = 0;
      for (int i = 1; i < vocabulary; i++) {
        best = values[i] > values[best] ? i : best;
      }
      MEMORY.set(ValueLayout.JAVA_INT, likeliest.address() + (long) row * Integer.BYTES, best);
      int target = id(targets, row);
      set(losses, row, target < 0 ? 0 : LossFunction.crossEntropy(values, 0, vocabulary, target));
    }
  }

  @Override
  public void sumLosses(Buffer losses, Buffer sum, int rows, boolean add) {
    double total = add ? MEMORY.get(ValueLayout.JAVA_DOUBLE, sum.address()) : 0;
    for (int row = 0; row < rows; row++) {
      total += get(losses, row);
    }
    MEMORY.set(ValueLayout.JAVA_DOUBLE, sum.address(), total);
  }

  @Override
  public void gradientNorm(Buffer gradient, Buffer step) {
    double squares = 0;
    for (long i = 0; i < gradient.elements(); i++) {
      squares += (double) get(gradient, i) * get(gradient, i);
    }
    StepNumbers numbers = StepNumbers.of(segment(step));
    double norm = Math.sqrt(squares);
    set(step, 4, norm);
    set(step, 5, norm > numbers.largestNorm() ? numbers.largestNorm() / norm : 1);
  }

  /** What is done with each element of some stretches: its place, and its moment's. */
  private interface Element {
    void move(Stretches.Stretch stretch, long at, long moment);
  }

  private static void each(Stretches stretches, Buffer step, Element element) {
    if (!Float.isFinite(StepNumbers.of(segment(step)).norm())) {
      return;
    }
    for (Stretches.Stretch stretch :
        Stretches.read(segment(stretches.table()), stretches.count())) {
      for (int i = 0; i < stretch.elements(); i++) {
        element.move(stretch, stretch.first() + i, stretch.moment() + i);
      }
    }
  }

  @Override
  public void adamW(
      Stretches stretches,
      Buffer step,
      Buffer gradients,
      Buffer means,
      Buffer squares,
      Buffer weights,
      Buffer rounded,
      float beta1,
      float beta2) {
    StepNumbers numbers = StepNumbers.of(segment(step));
    each(
        stretches,
        step,
        (stretch, at, moment) -> {
          double g = (double) numbers.clip() * get(gradients, at);
          double m = beta1 * get(means, moment) + (1 - beta1) * g;
          double v = beta2 * get(squares, moment) + (1 - beta2) * g * g;
          set(means, moment, m);
          set(squares, moment, v);
          double keep = 1 - numbers.learningRate() * stretch.rate() * stretch.decay();
          double change =
              numbers.adamRate() * stretch.rate() * m / (Math.sqrt(v) + numbers.adamEpsilon());
          set(weights, at, keep * get(weights, at) - change);
        });
  }

  @Override
  public void nesterov(
      Stretches stretches,
      Buffer step,
      Buffer gradients,
      Buffer momenta,
      Buffer blend,
      float momentum) {
    StepNumbers numbers = StepNumbers.of(segment(step));
    each(
        stretches,
        step,
        (stretch, at, moment) -> {
          double g = (1 - momentum) * numbers.clip() * get(gradients, at);
          double m = momentum * get(momenta, moment) + g;
          set(momenta, moment, m);
          set(blend, moment, momentum * m + g);
        });
  }

  @Override
  public void descend(
      Stretches stretches, Buffer step, Buffer changes, Buffer weights, Buffer rounded) {
    StepNumbers numbers = StepNumbers.of(segment(step));
    each(
        stretches,
        step,
        (stretch, at, moment) -> {
          double keep = 1 - numbers.learningRate() * stretch.decay();
          double rate = numbers.learningRate() * stretch.rate();
          set(weights, at, keep * get(weights, at) - rate * get(changes, moment));
        });
  }

  @Override
  public void gramScale(Buffer grams, Buffer scales, int batch, int side, float multiple) {
    for (int each = 0; each < batch; each++) {
      double trace = 0;
      for (int i = 0; i < side; i++) {
        trace += get(grams, ((long) each * side + i) * side + i);
      }
      set(scales, each, multiple / Math.max(Math.sqrt(trace), 1e-7));
    }
  }

  @Override
  public void scaleAndShift(
      Buffer matrices,
      Buffer scales,
      int power,
      float shift,
      boolean shiftFirst,
      int batch,
      int side) {
    for (int each = 0; each < batch; each++) {
      double scale = Math.pow(get(scales, each), power);
      for (int i = 0; i < side; i++) {
        for (int j = 0; j < side; j++) {
          long at = ((long) each * side + i) * side + j;
          double diagonal = i == j ? shift : 0;
          double x = get(matrices, at);
          set(matrices, at, shiftFirst ? (x + diagonal) * scale : x * scale + diagonal);
        }
      }
    }
  }

  @Override
  public void shiftDiagonals(Buffer matrices, float shift, int batch, int side) {
    for (int each = 0; each < batch; each++) {
      for (int i = 0; i < side; i++) {
        long at = ((long) each * side + i) * side + i;
        set(matrices, at, get(matrices, at) + shift);
      }
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
