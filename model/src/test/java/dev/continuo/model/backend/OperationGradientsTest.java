package dev.continuo.model.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.backend.Backend.Affine;
import dev.continuo.model.backend.Backend.Attention;
import dev.continuo.model.backend.Backend.HeadNorms;
import dev.continuo.model.backend.Backend.HeadRotation;
import dev.continuo.model.backend.Backend.Heads;
import dev.continuo.model.backend.Backend.LayerNorm;
import dev.continuo.model.backend.Backend.Logits;
import dev.continuo.model.backend.Backend.NormRows;
import dev.continuo.model.backend.Backend.RmsNorm;
import dev.continuo.model.backend.cpu.CpuBackend;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.kernel.LossFunction.Kind;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each operation's derivative gives is the slope of what the operation gives, in float32. */
@Tag("ways")
class OperationGradientsTest {

  private static final double STEP = 2e-2;
  private static final double MOST = 1e-3;
  private static final int DIRECTIONS = 3;
  private static final float EPSILON = 1e-5f;

  private final SplittableRandom random = new SplittableRandom(3);

  static Stream<Supplier<Backend>> backends() {
    return Stream.of(PlainBackend::new, () -> new CpuBackend(ScalarType.FLOAT32, 2));
  }

  /** An operation on some inputs. */
  private interface Forward {
    Buffer of(Work work, List<Buffer> inputs);
  }

  /** The gradients of inputs from that of the output, which this may overwrite. */
  private interface Backward {
    List<Buffer> of(Work work, List<Buffer> inputs, Buffer output, Buffer dOutput);
  }

  /** Float32 buffers of a backend. */
  private record Work(Backend backend) {

    Buffer empty(long count) {
      float[] values = new float[Math.toIntExact(count)];
      Arrays.fill(values, Float.NaN);
      return of(values);
    }

    Buffer zeros(long count) {
      return of(new float[Math.toIntExact(count)]);
    }

    Buffer of(float[] values) {
      Buffer buffer = backend.allocate("", ElementType.FLOAT32, values.length);
      try (Arena arena = Arena.ofConfined()) {
        backend.write(buffer, arena.allocateFrom(ValueLayout.JAVA_FLOAT, values));
      }
      return buffer;
    }

    Buffer ints(int... values) {
      Buffer buffer = backend.allocate("", ElementType.INT32, values.length);
      try (Arena arena = Arena.ofConfined()) {
        backend.write(buffer, arena.allocateFrom(ValueLayout.JAVA_INT, values));
      }
      return buffer;
    }

    Buffer copy(Buffer buffer) {
      return of(read(buffer));
    }

    float[] read(Buffer buffer) {
      return BackendArrays.values(backend, buffer);
    }
  }

  private float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  private void check(
      Supplier<Backend> opened, String name, List<Integer> sizes, Forward forward, Backward back) {
    try (Backend backend = opened.get()) {
      Work work = new Work(backend);
      List<float[]> inputs = sizes.stream().map(this::numbers).toList();
      List<Buffer> given = inputs.stream().map(work::of).toList();
      Buffer output = forward.of(work, given);
      float[] dOutput = numbers((int) output.elements());
      List<float[]> gradients =
          back.of(work, given, output, work.of(dOutput)).stream().map(work::read).toList();
      assertThat(gradients).hasSameSizeAs(inputs);
      for (int input = 0; input < inputs.size(); input++) {
        float[] gradient = gradients.get(input);
        for (int i = 0; i < DIRECTIONS; i++) {
          float[] direction = numbers(gradient.length);
          double slope = slope(work, inputs, input, direction, forward, dOutput);
          assertThat(dot(direction, gradient))
              .as(name + ", input " + input + " on " + backend.getClass().getSimpleName())
              .isCloseTo(slope, within(MOST * Math.sqrt(dot(gradient, gradient)) + MOST / 100));
        }
      }
    }
  }

  /** The derivative of Σ dOutput·output along a direction of an input, by four differences. */
  private static double slope(
      Work work,
      List<float[]> inputs,
      int input,
      float[] direction,
      Forward forward,
      float[] dOutput) {
    double[] sums = new double[2];
    for (int width = 1; width <= 2; width++) {
      for (int side = -1; side <= 1; side += 2) {
        List<Buffer> moved = new ArrayList<>(inputs.stream().map(work::of).toList());
        float[] values = inputs.get(input).clone();
        for (int i = 0; i < values.length; i++) {
          values[i] += (float) (side * width * STEP * direction[i]);
        }
        moved.set(input, work.of(values));
        sums[width - 1] += side * dot(work.read(forward.of(work, moved)), dOutput);
      }
    }
    return (8 * sums[0] - sums[1]) / (12 * STEP);
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  @ParameterizedTest
  @MethodSource("backends")
  void ofProducts(Supplier<Backend> opened) {
    int rows = 70;
    int depth = 19;
    int columns = 67;
    for (boolean turned : new boolean[] {false, true}) {
      check(
          opened,
          "multiply" + (turned ? " transposed" : ""),
          List.of(rows * depth, depth * columns),
          (work, in) -> {
            Buffer y = work.empty((long) rows * columns);
            work.backend.multiply(
                turned
                    ? Matrix.of(in.getFirst(), depth, rows).transpose()
                    : Matrix.of(in.getFirst(), rows, depth),
                turned
                    ? Matrix.of(in.getLast(), columns, depth).transpose()
                    : Matrix.of(in.getLast(), depth, columns),
                null,
                Matrix.of(y, rows, columns),
                1);
            return y;
          },
          (work, in, y, dOutput) -> {
            Matrix dy = Matrix.of(dOutput, rows, columns);
            Buffer dLeft = work.empty((long) rows * depth);
            Buffer dRight = work.empty((long) depth * columns);
            if (turned) {
              Matrix left = Matrix.of(in.getFirst(), depth, rows);
              Matrix right = Matrix.of(in.getLast(), columns, depth);
              work.backend.multiply(
                  right.transpose(), dy.transpose(), null, Matrix.of(dLeft, depth, rows), 1);
              work.backend.multiply(
                  dy.transpose(), left.transpose(), null, Matrix.of(dRight, columns, depth), 1);
            } else {
              Matrix left = Matrix.of(in.getFirst(), rows, depth);
              Matrix right = Matrix.of(in.getLast(), depth, columns);
              work.backend.multiply(dy, right.transpose(), null, Matrix.of(dLeft, rows, depth), 1);
              work.backend.multiply(
                  left.transpose(), dy, null, Matrix.of(dRight, depth, columns), 1);
            }
            return List.of(dLeft, dRight);
          });
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void ofTablesAndBiases(Supplier<Backend> opened) {
    int channels = 13;
    int[] ids = {2, 0, 4, 2, 2, 1};
    check(
        opened,
        "embed",
        List.of(5 * channels),
        (work, in) -> {
          Buffer x = work.empty((long) ids.length * channels);
          work.backend.embed(work.ints(ids), in.getFirst(), x, ids.length, channels);
          return x;
        },
        (work, in, x, dx) -> {
          Buffer gradient = work.zeros(5L * channels);
          work.backend.embedBackward(
              work.ints(ids),
              work.ints(BackendCheck.order(ids)),
              dx,
              gradient,
              ids.length,
              channels);
          return List.of(gradient);
        });
    check(
        opened,
        "addPositions",
        List.of(3 * channels, 6 * channels),
        (work, in) -> {
          Buffer x = work.copy(in.getLast());
          work.backend.addPositions(in.getFirst(), x, 2, 3, channels);
          return x;
        },
        (work, in, x, dx) -> {
          Buffer dPositions = work.empty(3L * channels);
          work.backend.positionsBackward(dx, dPositions, false, 2, 3, channels);
          return List.of(dPositions, dx);
        });
    int rows = 70;
    check(
        opened,
        "addBias",
        List.of(channels, rows * channels),
        (work, in) -> {
          Buffer y = work.copy(in.getLast());
          work.backend.addBias(in.getFirst(), y, rows, channels);
          return y;
        },
        (work, in, y, dy) -> {
          Buffer dBias = work.empty(channels);
          work.backend.biasBackward(dy, dBias, false, rows, channels);
          return List.of(dBias, dy);
        });
  }

  @ParameterizedTest
  @MethodSource("backends")
  void ofNorms(Supplier<Backend> opened) {
    int rows = 70;
    int channels = 37;
    int size = rows * channels;
    check(
        opened,
        "norm",
        List.of(size, channels),
        (work, in) -> {
          Buffer y = work.empty(size);
          Buffer scales = work.empty(rows);
          work.backend.norm(in.getFirst(), in.getLast(), y, scales, rows, channels, EPSILON);
          return y;
        },
        (work, in, y, dy) -> {
          Buffer scales = work.empty(rows);
          work.backend.norm(in.getFirst(), in.getLast(), y, scales, rows, channels, EPSILON);
          Buffer dx = work.empty(size);
          Buffer dWeight = work.empty(channels);
          work.backend.normBackward(
              new NormRows(dy, in.getFirst(), dx, false, work.empty(size), rows, channels),
              new RmsNorm(in.getLast(), dWeight, false),
              scales);
          return List.of(dx, dWeight);
        });
    check(
        opened,
        "layerNorm",
        List.of(size, channels, channels),
        (work, in) -> {
          Buffer y = work.empty(size);
          layerNorm(work, in, y, rows, channels);
          return y;
        },
        (work, in, y, dy) -> {
          Buffer moments = layerNorm(work, in, y, rows, channels);
          Buffer dx = work.empty(size);
          LayerNorm norm =
              new LayerNorm(in.get(1), work.empty(channels), work.empty(channels), false);
          work.backend.layerNormBackward(
              new NormRows(dy, in.getFirst(), dx, false, work.empty(size), rows, channels),
              norm,
              moments);
          return List.of(dx, norm.dWeight(), norm.dBias());
        });
  }

  private static Buffer layerNorm(Work work, List<Buffer> in, Buffer y, int rows, int channels) {
    Buffer moments = work.empty(2L * rows);
    Affine affine = new Affine(in.get(1), in.getLast());
    work.backend.layerNorm(in.getFirst(), affine, y, moments, rows, channels, EPSILON);
    return moments;
  }

  @ParameterizedTest
  @MethodSource("backends")
  void ofDropout(Supplier<Backend> opened) {
    int rows = 9;
    int channels = 21;
    int size = rows * channels;
    check(
        opened,
        "addDropped",
        List.of(size, size),
        (work, in) -> {
          Buffer sum = work.empty(size);
          Dropout dropout = new Dropout(work.ints(5, 6), 2, 0.4);
          work.backend.addDropped(dropout, in.getFirst(), in.getLast(), sum, rows, channels);
          return sum;
        },
        (work, in, sum, dSum) -> {
          Buffer dz = work.empty(size);
          work.backend.drop(new Dropout(work.ints(5, 6), 2, 0.4), dSum, dz, rows, channels);
          return List.of(dSum, dz);
        });
  }

  @ParameterizedTest
  @MethodSource("backends")
  void ofFeedForward(Supplier<Backend> opened) {
    int rows = 70;
    int channels = 37;
    int size = rows * channels;
    check(
        opened,
        "swiGlu",
        List.of(2 * size),
        (work, in) -> {
          Buffer y = work.empty(size);
          work.backend.swiGlu(in.getFirst(), y, rows, channels);
          return y;
        },
        (work, in, y, dy) -> {
          Buffer dGateUp = work.empty(2L * size);
          work.backend.swiGluBackward(dy, in.getFirst(), dGateUp, rows, channels);
          return List.of(dGateUp);
        });
    check(
        opened,
        "gelu",
        List.of(size),
        (work, in) -> {
          Buffer y = work.empty(size);
          work.backend.gelu(in.getFirst(), y, rows, channels);
          return y;
        },
        (work, in, y, dy) -> {
          Buffer dx = work.empty(size);
          work.backend.geluBackward(dy, in.getFirst(), dx, rows, channels);
          return List.of(dx);
        });
  }

  private static final List<Heads> HEADS =
      List.of(new Heads(2, 9, 4, 2, 6), new Heads(1, 70, 2, 1, 16), new Heads(1, 66, 2, 2, 10));

  /** Queries and keys normalized and rotated, and what of the values they attend to. */
  private static Buffer attend(
      Work work, Heads heads, Buffer projected, @Nullable Buffer rotated, Buffer logSums) {
    Buffer attended = work.empty((long) heads.rows() * heads.queryChannels());
    Buffer turned = rotated == null ? projected : rotated;
    work.backend.attend(new Attention(heads, turned, projected, attended, logSums));
    return attended;
  }

  private static Buffer rotate(
      Work work, Heads heads, Buffer projected, @Nullable HeadNorms norms, Buffer scales) {
    Rotation tables = tables(work, heads);
    Buffer rotated = work.empty((long) heads.rows() * heads.rotatedChannels());
    HeadRotation rotation = new HeadRotation(heads, norms, tables.cosines(), tables.sines());
    work.backend.rotate(rotation, projected, rotated, scales);
    return rotated;
  }

  private static Rotation tables(Work work, Heads heads) {
    RotaryTables tables = RotaryTables.of(heads.time(), heads.size(), 100);
    return new Rotation(work.of(tables.cosines()), work.of(tables.sines()));
  }

  private static HeadNorms norms(Work work, Heads heads, List<Buffer> in) {
    return new HeadNorms(
        in.get(1), in.get(2), work.empty(heads.size()), work.empty(heads.size()), EPSILON, false);
  }

  private static Buffer dProjected(
      Work work, Heads heads, Buffer projected, Buffer rotated, Buffer dAttended) {
    Buffer logSums = work.empty((long) heads.rows() * heads.queries());
    Buffer attended = attend(work, heads, projected, rotated, logSums);
    Buffer found = work.empty(projected.elements());
    work.backend.attendBackward(
        new Attention(heads, rotated, projected, attended, logSums),
        dAttended,
        work.empty(logSums.elements()),
        found);
    return found;
  }

  @ParameterizedTest
  @MethodSource("backends")
  void ofAttention(Supplier<Backend> opened) {
    for (Heads heads : HEADS) {
      long sums = (long) heads.rows() * heads.queries();
      check(
          opened,
          "attend " + heads,
          List.of(heads.rows() * heads.projectedChannels()),
          (work, in) -> attend(work, heads, in.getFirst(), null, work.empty(sums)),
          (work, in, y, dy) -> List.of(dProjected(work, heads, in.getFirst(), in.getFirst(), dy)));
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void ofRotatedAttention(Supplier<Backend> opened) {
    for (Heads heads : HEADS) {
      long scales = (long) heads.rows() * (heads.queries() + heads.keys());
      long sums = (long) heads.rows() * heads.queries();
      for (boolean normed : new boolean[] {false, true}) {
        int projected = heads.rows() * heads.projectedChannels();
        check(
            opened,
            "attend rotated " + heads + (normed ? " normed" : ""),
            normed ? List.of(projected, heads.size(), heads.size()) : List.of(projected),
            (work, in) -> {
              HeadNorms norms = normed ? norms(work, heads, in) : null;
              Buffer rotated = rotate(work, heads, in.getFirst(), norms, work.empty(scales));
              return attend(work, heads, in.getFirst(), rotated, work.empty(sums));
            },
            (work, in, y, dy) -> {
              HeadNorms norms = normed ? norms(work, heads, in) : null;
              Buffer found = work.empty(scales);
              Buffer rotated = rotate(work, heads, in.getFirst(), norms, found);
              Buffer gradient = dProjected(work, heads, in.getFirst(), rotated, dy);
              Rotation tables = tables(work, heads);
              HeadRotation rotation =
                  new HeadRotation(heads, norms, tables.cosines(), tables.sines());
              work.backend.rotateBackward(rotation, in.getFirst(), found, gradient);
              return norms == null
                  ? List.of(gradient)
                  : List.of(gradient, norms.dQuery(), norms.dKey());
            });
      }
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void ofLosses(Supplier<Backend> opened) {
    int rows = 7;
    int vocabulary = 41;
    int stride = 48;
    int[] targets = IntStream.range(0, rows).map(i -> i == 3 ? -100 : i * 6 % vocabulary).toArray();
    for (LossFunction loss :
        List.of(
            LossFunction.CROSS_ENTROPY,
            new LossFunction(Kind.CROSS_ENTROPY, 0.1),
            new LossFunction(Kind.SQUARED_ERROR, 0),
            new LossFunction(Kind.ABSOLUTE_ERROR, 0))) {
      check(
          opened,
          "lossGradient " + loss,
          List.of(rows * stride),
          (work, in) -> {
            Buffer losses = work.empty(rows);
            lossGradient(work, work.copy(in.getFirst()), targets, losses, vocabulary, stride, loss);
            return losses;
          },
          (work, in, y, dy) -> {
            float[] each = work.read(dy); // rows are weighed one by one: a gradient for each
            float[] gradient = new float[rows * stride];
            for (int row = 0; row < rows; row++) {
              Buffer logits = work.copy(in.getFirst());
              int[] only = new int[rows];
              Arrays.fill(only, -100);
              only[row] = targets[row];
              lossGradient(work, logits, only, work.empty(rows), vocabulary, stride, loss);
              float[] found = work.read(logits);
              for (int i = 0; i < vocabulary; i++) {
                gradient[row * stride + i] = each[row] * found[row * stride + i];
              }
            }
            return List.of(work.of(gradient));
          });
    }
  }

  private static void lossGradient(
      Work work,
      Buffer logits,
      int[] targets,
      Buffer losses,
      int vocabulary,
      int stride,
      LossFunction loss) {
    Buffer factor = work.of(new float[] {1});
    Logits all = new Logits(logits, targets.length, vocabulary, stride);
    work.backend.lossGradient(all, work.ints(targets), factor, losses, loss);
  }
}
