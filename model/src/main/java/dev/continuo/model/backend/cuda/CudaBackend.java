package dev.continuo.model.backend.cuda;

import static dev.continuo.model.backend.cuda.Arguments.in;
import static dev.continuo.model.backend.cuda.Arguments.out;
import static dev.continuo.model.backend.cuda.Launcher.SUM_BLOCKS;

import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.Matrix;
import dev.continuo.model.backend.cuda.Operation.Argument;
import dev.continuo.model.backend.cuda.Operation.Clear;
import dev.continuo.model.backend.cuda.Operation.Product;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations as launches of kernels and products on a {@link Device}. */
public final class CudaBackend
    implements CudaEmbeddings,
        CudaNorms,
        CudaHeads,
        CudaTexts,
        CudaFeedForward,
        CudaLosses,
        CudaOptimizers,
        CudaBiases,
        CudaDropout,
        CudaDiagonals {

  private final Device device;
  private final ElementType activations;
  private final AttentionKernels attentions;
  private final TextKernels texts;
  private final Launcher launcher;

  /**
   * A backend on a device, which this closes.
   *
   * @param activations what the device's kernels were compiled for
   */
  public CudaBackend(Device device, ElementType activations) {
    this.device = device;
    this.activations = activations;
    attentions = new AttentionKernels(activations);
    texts = new TextKernels(device.multiprocessors(), activations);
    launcher = new Launcher(device);
  }

  /**
   * The backend on a GPU of this machine.
   *
   * @param index its number
   * @param activations bfloat16, or float32 on GPUs without it
   */
  public static CudaBackend open(int index, ElementType activations) {
    return open(index, activations, CudaDevice.Choices.FAST);
  }

  /** The backend on a GPU that is used as it is chosen. */
  public static CudaBackend open(int index, ElementType activations, CudaDevice.Choices choices) {
    List<String> defines =
        activations == ElementType.FLOAT32 ? List.of("CONTINUO_FLOAT32") : List.of();
    return new CudaBackend(CudaDevice.open(index, defines, choices), activations);
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
    return launcher.allocate(name, type, elements);
  }

  @Override
  public boolean concurrent() {
    return true;
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
    List<Operation> recorded = operations(operations);
    Device.Recording recording = device.record(recorded);
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
  public List<Operation> operations(Runnable operations) {
    return launcher.operations(operations);
  }

  /** All that were allocated. */
  public List<Buffer> buffers() {
    return launcher.buffers();
  }

  @Override
  public Launcher launcher() {
    return launcher;
  }

  @Override
  public AttentionKernels attentions() {
    return attentions;
  }

  @Override
  public TextKernels texts() {
    return texts;
  }

  @Override
  public void synchronize() {
    device.synchronize();
  }

  @Override
  public void clear(Buffer buffer) {
    launcher.emit(new Clear(buffer));
  }

  @Override
  public void round(Buffer weights, Buffer rounded) {
    launcher.launch(
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
    launcher.emit(new Product(left, right, addend, result, 1, addend == null ? 0 : 1, batch));
  }

  @Override
  public void close() {
    device.close();
  }
}
