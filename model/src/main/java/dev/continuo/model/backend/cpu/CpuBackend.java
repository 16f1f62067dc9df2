package dev.continuo.model.backend.cpu;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.Matrix;
import dev.continuo.model.backend.PlainBackend;
import dev.continuo.model.backend.StepNumbers;
import dev.continuo.model.backend.Stretches;
import dev.continuo.model.backend.Stretches.Stretch;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.kernel.RowNorm;
import dev.continuo.model.kernel.SwiGlu;
import dev.continuo.model.vector.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The plain backend with the operations that take time computed by vectors and all threads. Buffers
 * are float32; products may round their factors to bfloat16. Results do not depend on the number of
 * threads.
 */
public final class CpuBackend extends PlainBackend {

  /** Rows of a task. */
  private static final int BLOCK = 64;

  /** Channels whose sums over rows one task adds up. */
  private static final int STRIPE = 64;

  private static final long NORM_BLOCK = 1L << 16;

  private final Workers workers;
  private final ThreadLocal<Scratch> scratch;
  private final CpuProducts products;
  private final CpuAttention attention;

  /**
   * A backend.
   *
   * @param type the format of the factors of products; bfloat16 needs a CPU that multiplies in it
   * @param threads how many threads compute, the calling one among them
   */
  public CpuBackend(ScalarType type, int threads) {
    workers = new Workers(threads);
    scratch = ThreadLocal.withInitial(() -> new Scratch(type));
    products = new CpuProducts(type, workers, scratch);
    attention = new CpuAttention(workers, scratch);
  }

  /** What is done with a block of rows. */
  private interface Rows {
    void run(int block, int first, int count);
  }

  private void eachBlock(int rows, Rows task) {
    workers.run(
        Math.ceilDiv(rows, BLOCK),
        block -> {
          int first = block * BLOCK;
          task.run(block, first, Math.min(BLOCK, rows - first));
        });
  }

  @Override
  public void multiply(
      Matrix left, Matrix right, @Nullable Matrix addend, Matrix result, int batch) {
    products.multiply(left, right, addend, result, batch);
  }

  @Override
  public void attend(
      Heads heads, Buffer rotated, Buffer projected, Buffer attended, Buffer logSums) {
    attention.forward(heads, rotated, projected, attended, logSums);
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
    attention.backward(heads, rotated, projected, attended, logSums, dAttended, dProjected);
  }

  @Override
  public void embed(Buffer ids, Buffer table, Buffer x, int rows, int channels) {
    eachBlock(
        rows,
        (block, first, count) -> {
          for (int row = first; row < first + count; row++) {
            long from = (long) Floats.id(ids, row) * channels;
            Floats.copy(table, from, x, (long) row * channels, channels);
          }
        });
  }

  @Override
  public void embedBackward(
      Buffer ids, Buffer order, Buffer dx, Buffer gradient, int rows, int channels) {
    workers.run(
        Math.ceilDiv(channels, STRIPE),
        task -> {
          int first = task * STRIPE;
          int width = Math.min(STRIPE, channels - first);
          float[] sums = new float[width];
          float[] row = new float[width];
          for (int i = 0; i < rows; i++) {
            int at = Floats.id(order, i);
            long to = (long) Floats.id(ids, at) * channels + first;
            Floats.get(gradient, to, sums, 0, width);
            Floats.get(dx, (long) at * channels + first, row, 0, width);
            for (int channel = 0; channel < width; channel++) {
              sums[channel] += row[channel];
            }
            Floats.put(sums, 0, gradient, to, width);
          }
        });
  }

  @Override
  public void norm(
      Buffer x, Buffer weight, Buffer y, Buffer scales, int rows, int channels, float epsilon) {
    float[] weights = Floats.all(weight, channels);
    eachBlock(
        rows,
        (block, first, count) -> {
          float[] values = scratch.get().place(0, BLOCK * channels);
          float[] found = new float[count];
          long start = (long) first * channels;
          Floats.get(x, start, values, 0, count * channels);
          for (int i = 0; i < count; i++) {
            int at = i * channels;
            found[i] = RowNorm.forward(values, at, weights, channels, epsilon, values, at);
          }
          Floats.put(values, 0, y, start, count * channels);
          Floats.put(found, 0, scales, first, count);
        });
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
    float[] weights = Floats.all(weight, channels);
    float[] r = Floats.all(scales, rows);
    float[] sums = new float[Math.ceilDiv(rows, BLOCK) * channels];
    eachBlock(
        rows,
        (block, first, count) -> {
          long start = (long) first * channels;
          float[] gradients = scratch.get().place(0, BLOCK * channels);
          float[] values = scratch.get().place(1, BLOCK * channels);
          float[] results = scratch.get().place(2, BLOCK * channels);
          Floats.get(dy, start, gradients, 0, count * channels);
          Floats.get(x, start, values, 0, count * channels);
          if (add) {
            Floats.get(dx, start, results, 0, count * channels);
          }
          for (int i = 0; i < count; i++) {
            int at = i * channels;
            RowNorm.backward(
                gradients,
                at,
                values,
                at,
                r[first + i],
                weights,
                channels,
                results,
                at,
                add,
                sums,
                block * channels);
          }
          Floats.put(results, 0, dx, start, count * channels);
          Floats.put(results, 0, dxRounded, start, count * channels);
        });
    float[] total = addWeight ? Floats.all(dWeight, channels) : new float[channels];
    for (int start = 0; start < sums.length; start += channels) {
      for (int channel = 0; channel < channels; channel++) {
        total[channel] += sums[start + channel];
      }
    }
    Floats.put(total, 0, dWeight, 0, channels);
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
    CpuRotation rotation = new CpuRotation(heads, norms, cosines, sines);
    eachBlock(
        heads.rows(),
        (block, first, count) ->
            rotation.forward(scratch.get(), first, count, projected, rotated, scales));
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
    CpuRotation rotation = new CpuRotation(heads, norms, cosines, sines);
    float[] sums = new float[Math.ceilDiv(heads.rows(), BLOCK) * 2 * heads.size()];
    eachBlock(
        heads.rows(),
        (block, first, count) ->
            rotation.backward(
                scratch.get(), block, first, count, projected, scales, dProjected, sums));
    rotation.addNormGradients(sums);
  }

  @Override
  public void swiGlu(Buffer gateUp, Buffer y, int rows, int channels) {
    eachBlock(
        rows,
        (block, first, count) -> {
          float[] factors = scratch.get().place(0, BLOCK * 2 * channels);
          float[] results = scratch.get().place(1, BLOCK * channels);
          Floats.get(gateUp, 2L * first * channels, factors, 0, count * 2 * channels);
          for (int i = 0; i < count; i++) {
            int at = i * 2 * channels;
            SwiGlu.forward(factors, at, factors, at + channels, channels, results, i * channels);
          }
          Floats.put(results, 0, y, (long) first * channels, count * channels);
        });
  }

  @Override
  public void swiGluBackward(Buffer dy, Buffer gateUp, Buffer dGateUp, int rows, int channels) {
    eachBlock(
        rows,
        (block, first, count) -> {
          float[] factors = scratch.get().place(0, BLOCK * 2 * channels);
          float[] gradients = scratch.get().place(1, BLOCK * channels);
          Floats.get(gateUp, 2L * first * channels, factors, 0, count * 2 * channels);
          Floats.get(dy, (long) first * channels, gradients, 0, count * channels);
          for (int i = 0; i < count; i++) {
            int gate = i * 2 * channels;
            int up = gate + channels;
            int at = i * channels;
            SwiGlu.backward(
                gradients, at, factors, gate, factors, up, channels, factors, gate, factors, up);
          }
          Floats.put(factors, 0, dGateUp, 2L * first * channels, count * 2 * channels);
        });
  }

  @Override
  public void drop(Dropout dropout, Buffer from, Buffer to, int rows, int channels) {
    eachBlock(
        rows,
        (block, first, count) -> {
          float[] values = scratch.get().place(0, BLOCK * channels);
          Floats.get(from, (long) first * channels, values, 0, count * channels);
          dropped(dropout, first, count, values, channels);
          Floats.put(values, 0, to, (long) first * channels, count * channels);
        });
  }

  @Override
  public void addDropped(Dropout dropout, Buffer x, Buffer z, Buffer sum, int rows, int channels) {
    eachBlock(
        rows,
        (block, first, count) -> {
          float[] values = scratch.get().place(0, BLOCK * channels);
          float[] sums = scratch.get().place(1, BLOCK * channels);
          Floats.get(z, (long) first * channels, values, 0, count * channels);
          Floats.get(x, (long) first * channels, sums, 0, count * channels);
          dropped(dropout, first, count, values, channels);
          for (int i = 0; i < count * channels; i++) {
            sums[i] += values[i];
          }
          Floats.put(sums, 0, sum, (long) first * channels, count * channels);
        });
  }

  /** Leaves out elements of some rows. */
  private void dropped(Dropout dropout, int first, int count, float[] values, int channels) {
    float[] factors = scratch.get().place(2, channels);
    int low = Floats.id(dropout.seed(), 0);
    int high = Floats.id(dropout.seed(), 1);
    for (int i = 0; i < count; i++) {
      dropout.factors(low, high, first + i, factors, channels);
      for (int channel = 0; channel < channels; channel++) {
        values[i * channels + channel] *= factors[channel];
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
    eachRow(
        rows,
        row ->
            super.lossGradient(
                logits.slice("logits", (long) row * stride, stride),
                targets.slice("targets", row, 1),
                factor,
                losses.slice("losses", row, 1),
                1,
                vocabulary,
                stride,
                loss));
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
    eachRow(
        rows,
        row ->
            super.crossEntropy(
                logits.slice("logits", (long) row * stride, stride),
                targets.slice("targets", row, 1),
                losses.slice("losses", row, 1),
                likeliest.slice("likeliest ids", row, 1),
                1,
                vocabulary,
                stride));
  }

  private void eachRow(int rows, IntConsumer task) {
    eachBlock(
        rows,
        (block, first, count) -> {
          for (int row = first; row < first + count; row++) {
            task.accept(row);
          }
        });
  }

  @Override
  public void gradientNorm(Buffer gradient, Buffer step) {
    int blocks = Math.toIntExact(Math.ceilDiv(gradient.elements(), NORM_BLOCK));
    double[] sums = new double[blocks];
    workers.run(
        blocks,
        block -> {
          long first = block * NORM_BLOCK;
          int count = (int) Math.min(NORM_BLOCK, gradient.elements() - first);
          float[] values = scratch.get().place(0, (int) NORM_BLOCK);
          Floats.get(gradient, first, values, 0, count);
          sums[block] = CpuLoops.squares(values, count);
        });
    double squares = 0;
    for (double sum : sums) {
      squares += sum;
    }
    StepNumbers numbers = numbers(step);
    float norm = (float) Math.sqrt(squares);
    float clip = norm > numbers.largestNorm() ? numbers.largestNorm() / norm : 1;
    Floats.put(new float[] {norm, clip}, 0, step, StepNumbers.COUNT - 2, 2);
  }

  private static StepNumbers numbers(Buffer step) {
    return StepNumbers.of(Floats.MEMORY.asSlice(step.address(), step.bytes()));
  }

  /** What is done with a stretch of the weights. */
  private interface Move {
    void run(Stretch stretch, StepNumbers numbers, Scratch own);
  }

  private void eachStretch(Stretches stretches, Buffer step, Move move) {
    StepNumbers numbers = numbers(step);
    if (!Float.isFinite(numbers.norm())) {
      return;
    }
    Buffer table = stretches.table();
    List<Stretch> all =
        Stretches.read(Floats.MEMORY.asSlice(table.address(), table.bytes()), stretches.count());
    workers.run(all.size(), index -> move.run(all.get(index), numbers, scratch.get()));
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
    eachStretch(
        stretches,
        step,
        (stretch, numbers, own) -> {
          int count = stretch.elements();
          float[] g = own.place(0, count);
          float[] m = own.place(1, count);
          float[] v = own.place(2, count);
          float[] w = own.place(3, count);
          Floats.get(gradients, stretch.first(), g, 0, count);
          Floats.get(means, stretch.moment(), m, 0, count);
          Floats.get(squares, stretch.moment(), v, 0, count);
          Floats.get(weights, stretch.first(), w, 0, count);
          CpuLoops.adamW(stretch, numbers, g, m, v, w, beta1, beta2);
          Floats.put(m, 0, means, stretch.moment(), count);
          Floats.put(v, 0, squares, stretch.moment(), count);
          Floats.put(w, 0, weights, stretch.first(), count);
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
    eachStretch(
        stretches,
        step,
        (stretch, numbers, own) -> {
          int count = stretch.elements();
          float[] g = own.place(0, count);
          float[] m = own.place(1, count);
          Floats.get(gradients, stretch.first(), g, 0, count);
          Floats.get(momenta, stretch.moment(), m, 0, count);
          CpuLoops.nesterov(g, m, count, (1 - momentum) * numbers.clip(), momentum);
          Floats.put(m, 0, momenta, stretch.moment(), count);
          Floats.put(g, 0, blend, stretch.moment(), count);
        });
  }

  @Override
  public void descend(
      Stretches stretches, Buffer step, Buffer changes, Buffer weights, Buffer rounded) {
    eachStretch(
        stretches,
        step,
        (stretch, numbers, own) -> {
          int count = stretch.elements();
          float[] change = own.place(0, count);
          float[] w = own.place(1, count);
          Floats.get(changes, stretch.moment(), change, 0, count);
          Floats.get(weights, stretch.first(), w, 0, count);
          float keep = 1 - numbers.learningRate() * stretch.decay();
          float rate = numbers.learningRate() * stretch.rate();
          for (int i = 0; i < count; i++) {
            w[i] = keep * w[i] - rate * change[i];
          }
          Floats.put(w, 0, weights, stretch.first(), count);
        });
  }

  @Override
  public void clear(Buffer buffer) {
    long bytes = NORM_BLOCK * Float.BYTES;
    MemorySegment all = Floats.MEMORY.asSlice(buffer.address(), buffer.bytes());
    workers.run(
        Math.toIntExact(Math.ceilDiv(buffer.bytes(), bytes)),
        block -> {
          long first = block * bytes;
          all.asSlice(first, Math.min(bytes, buffer.bytes() - first)).fill((byte) 0);
        });
  }

  @Override
  public void sumLosses(Buffer losses, Buffer sum, int rows, boolean add) {
    double total = add ? Floats.MEMORY.get(ValueLayout.JAVA_DOUBLE, sum.address()) : 0;
    for (float loss : Floats.all(losses, rows)) {
      total += loss;
    }
    Floats.MEMORY.set(ValueLayout.JAVA_DOUBLE, sum.address(), total);
  }

  @Override
  public void close() {
    workers.close();
    super.close();
  }
}
