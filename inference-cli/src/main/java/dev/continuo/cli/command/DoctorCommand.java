package dev.continuo.cli.command;

import ai.djl.engine.Engine;
import dev.continuo.model.aten.Libtorch;
import dev.continuo.model.backend.Gpu;
import dev.continuo.model.backend.cuda.CudaLibraries;
import dev.continuo.model.device.CudaDevice;
import dev.continuo.model.device.CudaDevices;
import dev.continuo.model.device.Processor;
import dev.continuo.model.kernel.NativeProducts;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code continuo doctor}: what this machine has, what is missing and how to get it. */
@Command(
    name = "doctor",
    description = "Show what this machine has, what is missing and how to get it.")
final class DoctorCommand implements Callable<Integer> {

  private static final double GIB = 1L << 30;
  private static final List<String> FEATURES =
      List.of("avx2", "fma", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "asimd", "bf16");

  /** What NVIDIA's driver shows of itself where its libraries may not be found. */
  private static final Path KERNEL_DRIVER = Path.of("/dev/nvidiactl");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    row(out, "JDK", Runtime.version() + ", " + System.getProperty("java.vendor"));
    row(out, "system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    Processor processor = Processor.current();
    row(out, "CPU", processor.name() + ", " + processor.cores() + " cores");
    row(
        out,
        "",
        FEATURES.stream().filter(processor.features()::contains).collect(Collectors.joining(" ")));
    row(out, "", Processor.limitProblem().orElse(""));
    row(
        out,
        "precision",
        NativeProducts.haveBfloat16()
            ? "bf16 matrix products"
            : "float32: no bf16 matrix products here, training is slower");
    row(out, "memory", memory());
    boolean engine = engine(out);
    gpus(out);
    return engine ? 0 : 1;
  }

  private static String memory() {
    double heap = Runtime.getRuntime().maxMemory() / GIB;
    double total =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system
            ? system.getTotalMemorySize() / GIB
            : Double.NaN;
    return String.format(Locale.ROOT, "%.1f GiB, Java heap up to %.1f GiB", total, heap);
  }

  private static boolean engine(PrintWriter out) {
    row(out, "DJL", Engine.getDjlVersion());
    if (!Libtorch.isThere()) {
      row(out, "libtorch", "none for this platform: training takes Java's vectors, in float32");
      return true;
    }
    try {
      Engine engine = Engine.getEngine("PyTorch");
      row(out, "libtorch", engine.getVersion());
      return true;
    } catch (RuntimeException | LinkageError e) {
      row(
          out,
          "libtorch",
          "cannot be loaded ("
              + Stream.<Throwable>iterate(e, t -> t != null, Throwable::getCause)
                  .reduce((first, second) -> second)
                  .map(Throwable::getMessage)
                  .orElse("")
              + "); training needs Linux x86-64 or another platform of DJL's pytorch-native-cpu");
      return false;
    }
  }

  private static void gpus(PrintWriter out) {
    List<CudaDevice> devices = CudaDevices.list();
    if (devices.isEmpty()) {
      row(out, "GPU", "no GPU: CPU is used");
      if (CudaDevices.hasDriver() || Files.exists(KERNEL_DRIVER)) {
        row(out, "", Gpu.problem().orElse(""));
      }
      return;
    }
    for (CudaDevice device : devices) {
      row(
          out,
          "GPU " + device.index(),
          String.format(
              Locale.ROOT,
              "%s, compute capability %s, %.1f of %.1f GiB free",
              device.name(),
              device.computeCapability(),
              device.freeBytes() / GIB,
              device.totalBytes() / GIB));
    }
    row(out, "driver", CudaDevices.driverVersion().map(text -> "of CUDA " + text).orElse(""));
    CudaLibraries.Report libraries = CudaLibraries.ofThisMachine().report();
    row(out, "cuBLASLt", libraries.cublasLt().orElse("not found"));
    row(out, "NVRTC", libraries.nvrtc().orElse("not found"));
    row(out, "", Gpu.problem().orElse(""));
  }

  private static void row(PrintWriter out, String name, String value) {
    if (!value.isEmpty()) {
      out.printf("%-10s %s%n", name, value);
    }
  }
}
