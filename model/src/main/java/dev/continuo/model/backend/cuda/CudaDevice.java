package dev.continuo.model.backend.cuda;

import dev.continuo.model.backend.Backend.Mark;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.cuda.Operation.Clear;
import dev.continuo.model.backend.cuda.Operation.Launch;
import dev.continuo.model.backend.cuda.Operation.Product;
import dev.continuo.model.config.ModelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An NVIDIA GPU: kernels by NVRTC, products by cuBLASLt, the driver by JCuda. */
public final class CudaDevice implements Device {

  private static final String KERNELS = "kernels";
  private static final long PIECE_BYTES = 64L << 20;
  private static final long GIBIBYTE = 1L << 30;

  private final CudaContext context;
  private final Choices choices;
  private final KernelModule kernels;
  private final CudaProducts products;
  private final String libraries;
  private final List<CudaRecording> recordings = new ArrayList<>();
  private Optional<String> recordingProblem = Optional.empty();
  private boolean closed;

  /**
   * How a GPU is used.
   *
   * @param tuned whether the algorithms of products are timed, and the fastest is taken
   * @param recorded whether recordings are graphs of the driver
   * @param checked whether each operation is waited for, so that an error names the one that failed
   */
  public record Choices(boolean tuned, boolean recorded, boolean checked) {
    /** The fast way. */
    public static final Choices FAST = new Choices(true, true, false);
  }

  /**
   * Opens a GPU with the kernels of the transformer.
   *
   * @param index of the GPU
   * @param defines macros for the kernels, as in {@code NAME=1}
   * @throws ModelException where the driver, the GPU or a library is missing
   */
  public static CudaDevice open(int index, List<String> defines) {
    return open(index, defines, Choices.FAST);
  }

  /** Opens a GPU that is used as it is chosen. */
  public static CudaDevice open(int index, List<String> defines, Choices choices) {
    return open(
        index,
        KernelSources.program(),
        defines,
        choices,
        CudaLibraries.ofThisMachine(),
        KernelCache.ofTheUser());
  }

  /** Opens a GPU with other kernels. */
  static CudaDevice open(
      int index,
      String source,
      List<String> defines,
      Choices choices,
      CudaLibraries libraries,
      KernelCache cache) {
    CudaContext context = new CudaContext(index);
    try {
      return new CudaDevice(context, source, defines, choices, libraries, cache);
    } catch (RuntimeException | Error e) {
      context.close();
      throw e;
    }
  }

  private CudaDevice(
      CudaContext context,
      String source,
      List<String> defines,
      Choices choices,
      CudaLibraries libraries,
      KernelCache cache) {
    this.context = context;
    this.choices = choices;
    int driver = context.driverVersion();
    Nvrtc nvrtc = new Nvrtc(libraries.nvrtc(driver));
    NativeLibrary cublas = libraries.cublasLt(driver);
    int major = context.major();
    int minor = context.minor();
    List<String> origin = new ArrayList<>(nvrtc.options(major, minor, defines));
    origin.add(nvrtc.version());
    origin.add(source);
    byte[] code =
        cache.content(origin, () -> nvrtc.compile(KERNELS, source, major, minor, defines));
    this.kernels = new KernelModule(KERNELS, code, CudaContext.driver());
    CublasLt products = new CublasLt(cublas);
    this.libraries = "cuBLASLt " + products.version() + ", NVRTC " + nvrtc.version();
    this.products = new CudaProducts(context, products, cache, choices.tuned());
  }

  @Override
  public String description() {
    context.bind();
    return context.name()
        + ", compute capability "
        + context.major()
        + "."
        + context.minor()
        + ", "
        + context.multiprocessors()
        + " multiprocessors, "
        + context.memory()[1] / GIBIBYTE
        + " GiB, driver of CUDA "
        + context.driverVersionText()
        + ", "
        + libraries;
  }

  /** Why the latest recording is not a graph, if it is none: it runs all the same, but slower. */
  public Optional<String> recordingProblem() {
    return recordingProblem;
  }

  @Override
  public long freeBytes() {
    context.bind();
    return context.memory()[0];
  }

  @Override
  public int multiprocessors() {
    return context.multiprocessors();
  }

  @Override
  public long allocate(long bytes) {
    context.bind();
    return context.allocate(bytes);
  }

  @Override
  public void free(long address) {
    context.bind();
    context.synchronize();
    context.free(address);
  }

  @Override
  public void write(long address, MemorySegment source) {
    context.bind();
    if (source.isNative()) {
      context.queueWrite(address, source);
      context.synchronize();
      return;
    }
    inPieces(
        source,
        (offset, piece) -> {
          piece.copyFrom(source.asSlice(offset, piece.byteSize()));
          context.queueWrite(address + offset, piece);
          context.synchronize();
        });
  }

  @Override
  public void read(long address, MemorySegment target) {
    context.bind();
    if (target.isNative()) {
      context.queueRead(address, target);
      context.synchronize();
      return;
    }
    inPieces(
        target,
        (offset, piece) -> {
          context.queueRead(address + offset, piece);
          context.synchronize();
          target.asSlice(offset, piece.byteSize()).copyFrom(piece);
        });
  }

  private interface Copy {
    void copy(long offset, MemorySegment piece);
  }

  /** An array of Java moves: it is copied by way of memory that does not. */
  private static void inPieces(MemorySegment array, Copy copy) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment piece = arena.allocate(Math.min(PIECE_BYTES, array.byteSize()));
      for (long offset = 0; offset < array.byteSize(); offset += PIECE_BYTES) {
        copy.copy(offset, piece.asSlice(0, Math.min(PIECE_BYTES, array.byteSize() - offset)));
      }
    }
  }

  @Override
  public MemorySegment pinned(long bytes) {
    context.bind();
    return context.pinned(bytes);
  }

  @Override
  public void queueWrite(long address, MemorySegment pinned) {
    context.bind();
    context.queueWrite(address, pinned);
  }

  @Override
  public void queueRead(long address, MemorySegment pinned) {
    context.bind();
    context.queueRead(address, pinned);
  }

  @Override
  public void run(Operation operation) {
    context.bind();
    queue(operation);
    if (choices.checked()) {
      try {
        context.synchronize();
      } catch (ModelException e) {
        throw new ModelException("after " + Cuda.text(operation) + ": " + e.getMessage(), e);
      }
    }
  }

  /** Queues an operation into the context that is current. */
  void queue(Operation operation) {
    switch (operation) {
      case Launch launch -> kernels.launch(launch, context.streamHandle());
      case Product product -> products.multiply(product);
      case Clear(Buffer buffer) -> context.queueClear(buffer.address(), buffer.bytes());
    }
  }

  @Override
  public Recording record(List<Operation> operations) {
    context.bind();
    for (Operation operation : operations) {
      switch (operation) {
        case Launch launch -> kernels.prepare(launch);
        case Product product -> products.prepare(product);
        case Clear clear -> {}
      }
    }
    CudaRecording recording =
        new CudaRecording(this, context, operations, choices.recorded() && !choices.checked());
    recordingProblem = recording.problem();
    recordings.add(recording);
    return recording;
  }

  void forget(CudaRecording recording) {
    recordings.remove(recording);
  }

  @Override
  public Mark mark() {
    context.bind();
    return new CudaMark(context);
  }

  @Override
  public void synchronize() {
    context.bind();
    context.synchronize();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    context.drain();
    List.copyOf(recordings).forEach(CudaRecording::close);
    products.close();
    kernels.close();
    context.close();
  }
}
