package dev.continuo.model.backend.cuda;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.Matrix;
import dev.continuo.model.backend.Stretches;
import dev.continuo.model.backend.cuda.Operation.Argument;
import dev.continuo.model.backend.cuda.Operation.Clear;
import dev.continuo.model.backend.cuda.Operation.Launch;
import dev.continuo.model.backend.cuda.Operation.Product;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.kernel.LossFunction;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations as launches of kernels and products on a {@link Device}. */
public final class CudaBackend implements Backend {

  private static final int WARP = 32;
  private static final int THREADS = 256;
  private static final int ROWS_OF_WARPS = THREADS / WARP;
  private static final int WIDE_THREADS = 1024;

  /** Blocks whose sums are added up by another launch: the same on every card. */
  private static final int SUM_BLOCKS = 512;

  private static final int NORM_SHARED_BYTES = 48 << 10;

  private final Device device;
  private final ElementType activations;
  private final AttentionKernels attention;
  private final List<Buffer> buffers = new ArrayList<>();
  private Buffer sums;
  private @Nullable List<Operation> recorded;

  /**
   * A backend on a device, which this closes.
   *
   * @param activations what the device's kernels were compiled for
   */
  public CudaBackend(Device device, ElementType activations) {
    this.device = device;
    this.activations = activations;
    attention = new AttentionKernels(activations);
    sums = allocate("sums of blocks", ElementType.FLOAT64, SUM_BLOCKS);
  }

  /**
   * The backend on a GPU of this machine.
   *
   * @param index its number
   * @param activations bfloat16, or float32 on GPUs without it
   */
  public static CudaBackend open(int index, ElementType activations) {
    List<String> defines =
        activations == ElementType.FLOAT32 ? List.of("CONTINUO_FLOAT32") : List.of();
    return new CudaBackend(CudaDevice.open(index, defines), activations);
  }

  public Device device() {
    return device;
  }

  @Override
  public ElementType activations() {
    return activations;
  }

  @Override
  public Buffer allocate(String name, ElementType type, long elements) {
    long bytes = Math.max(1, elements) * type.bytes();
    Buffer buffer = new Buffer(name, type, elements, device.allocate(bytes));
    buffers.add(buffer);
    device.run(new Clear(buffer));
    return buffer;
  }

  @Override
  public long freeBytes() {
    return device.freeBytes();
  }

  @Override
  public void write(Buffer buffer, MemorySegment elements) {
    check(buffer, elements);
    device.write(buffer.address(), elements);
  }

  @Override
  public void read(Buffer buffer, MemorySegment elements) {
    check(buffer, elements);
    device.read(buffer.address(), elements);
  }

  private static void check(Buffer buffer, MemorySegment elements) {
    if (elements.byteSize() > buffer.bytes()) {
      throw new IllegalArgumentException(
          buffer.name() + " has " + buffer.bytes() + " bytes, not " + elements.byteSize());
    }
  }

  @Override
  public MemorySegment hostMemory(long bytes) {
    return device.pinned(bytes);
  }

  @Override
  public void queueWrite(Buffer buffer, MemorySegment host) {
    check(buffer, host);
    device.queueWrite(buffer.address(), host);
  }

  @Override
  public void queueRead(Buffer buffer, MemorySegment host) {
    check(buffer, host);
    device.queueRead(buffer.address(), host);
  }

  @Override
  public Mark mark() {
    return device.mark();
  }

  @Override
  public Program program(Runnable operations) {
    List<Operation> plan = plan(operations);
    Device.Recording recording = device.record(plan);
    return new Program() {
      @Override
      public void run() {
        recording.run();
      }

      @Override
      public void close() {
        recording.close();
      }
    };
  }

  /** What would be done, in order. */
  public List<Operation> plan(Runnable operations) {
    if (recorded != null) {
      throw new IllegalStateException("a program is being recorded");
    }
    List<Operation> plan = new ArrayList<>();
    recorded = plan;
    try {
      operations.run();
    } finally {
      recorded = null;
    }
    return List.copyOf(plan);
  }

  @Override
  public void synchronize() {
    device.synchronize();
  }

  private void emit(Operation operation) {
    if (recorded == null) {
      device.run(operation);
    } else {
      recorded.add(operation);
    }
  }

  private void launch(
      String kernel, int across, int down, int threads, int shared, Argument... arguments) {
    if (across > 0 && down > 0) {
      emit(new Launch(kernel, across, down, 1, threads, shared, List.of(arguments)));
    }
  }

  private void launch(String kernel, int blocks, Argument... arguments) {
    launch(kernel, blocks, 1, THREADS, 0, arguments);
  }

  static Argument in(Buffer buffer) {
    return new Argument.Input(buffer);
  }

  static Argument out(Buffer buffer) {
    return new Argument.Output(buffer);
  }

  static Argument inOut(Buffer buffer) {
    return new Argument.InOut(buffer);
  }

  static Argument number(int value) {
    return new Argument.Int32(value);
  }

  private static Argument number(boolean value) {
    return new Argument.Int32(value ? 1 : 0);
  }

  private static Argument number(float value) {
    return new Argument.Float32(value);
  }

  @Override
  public void clear(Buffer buffer) {
    emit(new Clear(buffer));
  }

  @Override
  public void round(Buffer weights, Buffer rounded) {
    launch(
        "round_weights",
        SUM_BLOCKS,
        in(weights),
        out(rounded),
        new Argument.Int64(weights.elements()));
  }

  @Override
  public void multiply(
      Matrix left, Matrix right, @Nullable Matrix addend, Matrix result, int batch) {
    if (left.width() != right.height()
        || left.height() != result.height()
        || right.width() != result.width()) {
      throw new IllegalArgumentException(left + " · " + right + " is no " + result);
    }
    emit(new Product(left, right, addend, result, 1, addend == null ? 0 : 1, batch));
  }

  @Override
  public void embed(Buffer ids, Buffer table, Buffer x, int rows, int channels) {
    launch(
        "embed",
        Math.ceilDiv(rows, ROWS_OF_WARPS),
        in(ids),
        in(table),
        out(x),
        number(rows),
        number(channels));
  }

  @Override
  public void embedBackward(
      Buffer ids, Buffer order, Buffer dx, Buffer gradient, int rows, int channels) {
    launch(
        "embed_backward",
        rows,
        in(ids),
        in(order),
        in(dx),
        inOut(gradient),
        number(rows),
        number(channels));
  }

  @Override
  public void norm(
      Buffer x, Buffer weight, Buffer y, Buffer scales, int rows, int channels, float epsilon) {
    launch(
        "rms_norm",
        Math.ceilDiv(rows, ROWS_OF_WARPS),
        in(x),
        in(weight),
        out(y),
        out(scales),
        number(rows),
        number(channels),
        number(epsilon));
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
    int rowBytes = channels * Float.BYTES;
    int warps = Math.clamp(NORM_SHARED_BYTES / rowBytes, 1, ROWS_OF_WARPS);
    int blocks = Math.min(SUM_BLOCKS, Math.ceilDiv(rows, warps));
    Buffer parts = floatSums((long) blocks * channels);
    launch(
        "rms_norm_backward",
        blocks,
        1,
        warps * WARP,
        warps * rowBytes,
        in(dy),
        in(x),
        in(weight),
        in(scales),
        add ? inOut(dx) : out(dx),
        out(dxRounded),
        out(parts),
        number(rows),
        number(channels),
        number(add));
    sumRows(parts, dWeight, blocks, channels, addWeight);
  }

  /** A part of the memory for the sums of blocks, made larger where needed. */
  private Buffer floatSums(long count) {
    long doubles = Math.ceilDiv(count, 2);
    if (sums.elements() < doubles) {
      sums = allocate("sums of blocks", ElementType.FLOAT64, doubles);
    }
    return new Buffer(sums.name(), ElementType.FLOAT32, count, sums.address());
  }

  private void sumRows(Buffer parts, Buffer result, int rows, int channels, boolean add) {
    launch(
        "sum_rows",
        Math.ceilDiv(channels, WARP),
        in(parts),
        add ? inOut(result) : out(result),
        number(rows),
        number(channels),
        number(add));
  }

  /** Lanes that share a head: the fewer, the better they are used where heads are small. */
  private static int lanes(int headSize) {
    if (headSize > 8 * WARP) {
      throw new ModelException(
          "heads of more than 256 channels cannot be trained on a GPU: " + headSize);
    }
    return headSize <= 2 * WARP ? WARP / 2 : WARP;
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
    int lanes = lanes(heads.size());
    int all = Math.multiplyExact(heads.rows(), heads.queries() + heads.keys());
    launch(
        "rotate_heads_" + lanes,
        Math.ceilDiv(all, THREADS / lanes),
        in(projected),
        in(norms == null ? cosines : norms.query()),
        in(norms == null ? cosines : norms.key()),
        in(cosines),
        in(sines),
        out(rotated),
        out(scales),
        number(heads.rows()),
        number(heads.time()),
        number(heads.queries()),
        number(heads.keys()),
        number(heads.size()),
        number(norms != null),
        number(norms == null ? 0 : norms.epsilon()));
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
    int lanes = lanes(heads.size());
    int groups = THREADS / lanes;
    int size = heads.size();
    int blocks = Math.min(SUM_BLOCKS, Math.ceilDiv(heads.rows() * heads.queries(), groups));
    Buffer parts = floatSums(2L * blocks * size);
    launch(
        "rotate_back_" + lanes,
        blocks,
        1,
        THREADS,
        groups * size * Float.BYTES,
        in(projected),
        in(norms == null ? cosines : norms.query()),
        in(norms == null ? cosines : norms.key()),
        in(cosines),
        in(sines),
        in(scales),
        inOut(dProjected),
        out(parts),
        number(heads.rows()),
        number(heads.time()),
        number(heads.queries()),
        number(heads.keys()),
        number(size),
        number(norms != null));
    if (norms != null) {
      long each = (long) blocks * size;
      Buffer query = parts.slice(parts.name(), 0, each);
      Buffer key = parts.slice(parts.name(), each, each);
      sumRows(query, norms.dQuery(), blocks, size, norms.addGradients());
      sumRows(key, norms.dKey(), blocks, size, norms.addGradients());
    }
  }

  @Override
  public void attend(
      Heads heads, Buffer rotated, Buffer projected, Buffer attended, Buffer logSums) {
    emit(attention.forward(heads, rotated, projected, attended, logSums));
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
    emit(attention.delta(heads, attended, dAttended, delta));
    emit(attention.keyGradients(heads, rotated, projected, dAttended, logSums, delta, dProjected));
    emit(
        attention.queryGradients(heads, rotated, projected, dAttended, logSums, delta, dProjected));
  }

  @Override
  public void swiGlu(Buffer gateUp, Buffer y, int rows, int channels) {
    int columns = Math.ceilDiv(channels, 4 * THREADS);
    launch("swiglu", rows, columns, THREADS, 0, in(gateUp), out(y), number(channels));
  }

  @Override
  public void swiGluBackward(Buffer dy, Buffer gateUp, Buffer dGateUp, int rows, int channels) {
    launch(
        "swiglu_backward",
        rows,
        Math.ceilDiv(channels, 4 * THREADS),
        THREADS,
        0,
        in(dy),
        in(gateUp),
        out(dGateUp),
        number(channels));
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
    launch(
        "loss_gradient",
        rows,
        1,
        WIDE_THREADS,
        0,
        inOut(logits),
        in(targets),
        in(factor),
        out(losses),
        number(vocabulary),
        number(stride),
        number(
            switch (loss.kind()) {
              case CROSS_ENTROPY -> 0;
              case SQUARED_ERROR -> 1;
              case ABSOLUTE_ERROR -> 2;
            }),
        number((float) loss.smoothing()));
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
    launch(
        "cross_entropy",
        rows,
        in(logits),
        in(targets),
        out(losses),
        out(likeliest),
        number(vocabulary),
        number(stride));
  }

  @Override
  public void sumLosses(Buffer losses, Buffer sum, int rows, boolean add) {
    launch(
        "sum_losses",
        1,
        1,
        WIDE_THREADS,
        0,
        in(losses),
        add ? inOut(sum) : out(sum),
        number(rows),
        number(add));
  }

  @Override
  public void gradientNorm(Buffer gradient, Buffer step) {
    launch(
        "squared_norm",
        SUM_BLOCKS,
        in(gradient),
        out(sums),
        new Argument.Int64(gradient.elements()));
    launch("clip_factor", 1, in(sums), number(SUM_BLOCKS), inOut(step));
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
    launch(
        "adamw",
        stretches.count(),
        in(stretches.table()),
        in(step),
        in(gradients),
        inOut(means),
        inOut(squares),
        inOut(weights),
        inOut(rounded),
        number(beta1),
        number(beta2));
  }

  @Override
  public void nesterov(
      Stretches stretches,
      Buffer step,
      Buffer gradients,
      Buffer momenta,
      Buffer blend,
      float momentum) {
    launch(
        "nesterov",
        stretches.count(),
        in(stretches.table()),
        in(step),
        in(gradients),
        inOut(momenta),
        inOut(blend),
        number(momentum));
  }

  @Override
  public void descend(
      Stretches stretches, Buffer step, Buffer changes, Buffer weights, Buffer rounded) {
    launch(
        "descend",
        stretches.count(),
        in(stretches.table()),
        in(step),
        in(changes),
        inOut(weights),
        inOut(rounded));
  }

  @Override
  public void gramScale(Buffer grams, Buffer scales, int batch, int side, float multiple) {
    launch("gram_scale", batch, in(grams), out(scales), number(side), number(multiple));
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
    launch(
        "scale_and_shift",
        batch,
        Math.toIntExact(Math.ceilDiv((long) side * side, 4L * THREADS)),
        THREADS,
        0,
        inOut(matrices),
        in(scales),
        number(side),
        number(power),
        number(shift),
        number(shiftFirst));
  }

  @Override
  public void shiftDiagonals(Buffer matrices, float shift, int batch, int side) {
    launch(
        "shift_diagonals",
        batch,
        Math.ceilDiv(side, THREADS),
        THREADS,
        0,
        inOut(matrices),
        number(side),
        number(shift));
  }

  @Override
  public void close() {
    device.close();
  }
}
