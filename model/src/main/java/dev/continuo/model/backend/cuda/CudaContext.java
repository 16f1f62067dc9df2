package dev.continuo.model.backend.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.continuo.model.config.ModelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;

/** A GPU's primary context, the one stream on which all is queued, and memory, by JCuda. */
final class CudaContext implements AutoCloseable {

  private static final int NAME_BYTES = 256;
  private static final int VERSIONS_OF_A_MAJOR = 1000;
  private static final int VERSIONS_OF_A_MINOR = 10;

  private final CUdevice device = new CUdevice();
  private final CUcontext context = new CUcontext();
  private final Stream stream = new Stream();
  private final Set<Long> allocated = new LinkedHashSet<>();
  private final List<HostPointer> pinned = new ArrayList<>();
  private final Arena pinnedLife = Arena.ofShared();

  /** The stream, whose handle functions outside JCuda take. */
  private static final class Stream extends CUstream {
    long handle() {
      return getNativePointer();
    }
  }

  /** Memory of the host by its address. */
  private static final class HostPointer extends Pointer {
    HostPointer() {}

    HostPointer(long address) {
      super(address);
    }

    long address() {
      return getNativePointer();
    }
  }

  /**
   * Retains the context of a GPU.
   *
   * @throws ModelException where there is no driver or no such GPU
   */
  CudaContext(int index) {
    try {
      Cuda.check("the driver's start", () -> JCudaDriver.cuInit(0));
    } catch (LinkageError e) {
      throw new ModelException(
          "no GPU can be used: libcuda.so.1, which comes with NVIDIA's driver, is not where the"
              + " linker looks (in a container it is often in /usr/local/nvidia/lib64: set"
              + " LD_LIBRARY_PATH), or JCuda has no natives for this platform",
          e);
    }
    Cuda.check("GPU " + index, () -> JCudaDriver.cuDeviceGet(device, index));
    Cuda.check(
        "the context of GPU " + index, () -> JCudaDriver.cuDevicePrimaryCtxRetain(context, device));
    try {
      bind();
      Cuda.check(
          "a stream",
          () -> JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING));
    } catch (ModelException e) {
      JCudaDriver.cuDevicePrimaryCtxRelease(device);
      throw e;
    }
  }

  /** The driver's library, for what JCuda does not offer in a form that fits. */
  @SuppressWarnings("restricted")
  static NativeLibrary driver() {
    String name =
        System.getProperty("os.name").startsWith("Windows") ? "nvcuda.dll" : "libcuda.so.1";
    return new NativeLibrary(name, SymbolLookup.libraryLookup(name, Arena.global()));
  }

  /**
   * Makes the context current. Before each use: other libraries change it, and a virtual thread
   * moves from one thread of the system to another.
   */
  void bind() {
    Cuda.check("the context", () -> JCudaDriver.cuCtxSetCurrent(context));
  }

  /** For giving things back, which a GPU that has failed must not keep from going on. */
  void bindIfPossible() {
    Cuda.answer(() -> JCudaDriver.cuCtxSetCurrent(context));
  }

  /** Waits for what is queued, where that can be: what it uses is about to be given back. */
  void drain() {
    bindIfPossible();
    Cuda.answer(() -> JCudaDriver.cuStreamSynchronize(stream));
  }

  CUstream stream() {
    return stream;
  }

  long streamHandle() {
    return stream.handle();
  }

  String name() {
    byte[] name = new byte[NAME_BYTES];
    Cuda.check("the GPU's name", () -> JCudaDriver.cuDeviceGetName(name, name.length, device));
    String text = new String(name, UTF_8);
    return text.substring(0, text.indexOf('\0'));
  }

  /** The driver's version, as in 13000. */
  int driverVersion() {
    int[] version = new int[1];
    Cuda.check("the driver's version", () -> JCudaDriver.cuDriverGetVersion(version));
    return version[0];
  }

  /** The driver's version as it is written, as in 13.0. */
  String driverVersionText() {
    int version = driverVersion();
    return version / VERSIONS_OF_A_MAJOR
        + "."
        + version % VERSIONS_OF_A_MAJOR / VERSIONS_OF_A_MINOR;
  }

  int major() {
    return attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR);
  }

  int minor() {
    return attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
  }

  int multiprocessors() {
    return attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT);
  }

  /** The most dynamic shared memory of a block, in bytes. */
  int sharedBytes() {
    return attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN);
  }

  private int attribute(int attribute) {
    int[] value = new int[1];
    Cuda.check(
        "attribute " + attribute, () -> JCudaDriver.cuDeviceGetAttribute(value, attribute, device));
    return value[0];
  }

  /** Free and total memory in bytes. */
  long[] memory() {
    long[] free = new long[1];
    long[] total = new long[1];
    Cuda.check("free memory", () -> JCudaDriver.cuMemGetInfo(free, total));
    return new long[] {free[0], total[0]};
  }

  long allocate(long bytes) {
    Allocation allocation = new Allocation();
    int answer = Cuda.answer(() -> JCudaDriver.cuMemAlloc(allocation, Math.max(bytes, 1)));
    if (answer == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
      long[] memory = memory();
      throw new DeviceMemoryException(
          "the GPU has no " + bytes + " bytes: " + memory[0] + " of " + memory[1] + " are free");
    }
    Cuda.check(bytes + " bytes of the GPU's memory", () -> answer);
    allocated.add(allocation.address());
    return allocation.address();
  }

  /** Memory of the GPU by its address. */
  private static final class Allocation extends CUdeviceptr {
    long address() {
      return getNativePointer();
    }
  }

  private static CUdeviceptr at(long address) {
    return new CUdeviceptr().withByteOffset(address);
  }

  void free(long address) {
    if (!allocated.remove(address)) {
      throw new IllegalArgumentException("not allocated here: 0x" + Long.toHexString(address));
    }
    Cuda.check("memory given back", () -> JCudaDriver.cuMemFree(at(address)));
  }

  /** Memory of the host that does not move; given back with this. */
  @SuppressWarnings("restricted")
  MemorySegment pinned(long bytes) {
    HostPointer pointer = new HostPointer();
    Cuda.check(
        bytes + " bytes of pinned memory",
        () -> JCudaDriver.cuMemHostAlloc(pointer, Math.max(bytes, 1), 0));
    pinned.add(pointer);
    return MemorySegment.ofAddress(pointer.address()).reinterpret(bytes, pinnedLife, null);
  }

  void queueWrite(long address, MemorySegment source) {
    if (source.byteSize() == 0) {
      return;
    }
    Cuda.check(
        "a copy of " + source.byteSize() + " bytes to the GPU",
        () ->
            JCudaDriver.cuMemcpyHtoDAsync(
                at(address), new HostPointer(source.address()), source.byteSize(), stream));
  }

  void queueRead(long address, MemorySegment target) {
    if (target.byteSize() == 0) {
      return;
    }
    Cuda.check(
        "a copy of " + target.byteSize() + " bytes from the GPU",
        () ->
            JCudaDriver.cuMemcpyDtoHAsync(
                new HostPointer(target.address()), at(address), target.byteSize(), stream));
  }

  void queueClear(long address, long bytes) {
    if (bytes == 0) {
      return;
    }
    Cuda.check(
        "zeros over " + bytes + " bytes",
        () -> JCudaDriver.cuMemsetD8Async(at(address), (byte) 0, bytes, stream));
  }

  void synchronize() {
    Cuda.check("the queue's end", () -> JCudaDriver.cuStreamSynchronize(stream));
  }

  /** Gives all back, what others forgot too. */
  @Override
  public void close() {
    drain();
    allocated.forEach(address -> Cuda.answer(() -> JCudaDriver.cuMemFree(at(address))));
    allocated.clear();
    pinnedLife.close();
    pinned.forEach(pointer -> Cuda.answer(() -> JCudaDriver.cuMemFreeHost(pointer)));
    Cuda.answer(() -> JCudaDriver.cuStreamDestroy(stream));
    Cuda.answer(() -> JCudaDriver.cuDevicePrimaryCtxRelease(device));
  }
}
