package dev.continuo.model.backend.cuda;

import dev.continuo.model.backend.ElementType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The CUDA kernels compiled for this processor, against an emulator of CUDA's threads. */
@SuppressWarnings("restricted")
final class EmulatedKernels {

  private static final Path SOURCES =
      Path.of("src/main/resources/dev/continuo/model/backend/cuda").toAbsolutePath();
  private static final Path EMULATOR = Path.of("src/test/native").toAbsolutePath();
  private static final Pattern KERNEL =
      Pattern.compile(
          "extern\\s+\"C\"\\s+__global__\\s+void\\s+(?:__launch_bounds__\\([^)]*\\)\\s+)?(\\w+)\\s*\\(");

  private static final Path FOLDER = Path.of("target/emulator").toAbsolutePath();
  private static final Map<ElementType, EmulatedKernels> COMPILED =
      new EnumMap<>(ElementType.class);

  private final MethodHandle emulate;
  private final MethodHandle error;

  private EmulatedKernels(Path library) {
    SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
    Linker linker = Linker.nativeLinker();
    emulate =
        linker.downcallHandle(
            symbols.findOrThrow("emulate"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS));
    error =
        linker.downcallHandle(
            symbols.findOrThrow("emulator_error"), FunctionDescriptor.of(ValueLayout.ADDRESS));
  }

  /** For activations of a type, compiled once in a process. */
  static synchronized EmulatedKernels of(ElementType activations)
      throws IOException, InterruptedException {
    EmulatedKernels compiled = COMPILED.get(activations);
    if (compiled == null) {
      compiled = compile(activations);
      COMPILED.put(activations, compiled);
    }
    return compiled;
  }

  private static EmulatedKernels compile(ElementType activations)
      throws IOException, InterruptedException {
    Path folder = Files.createDirectories(FOLDER.resolve(activations.name()));
    StringBuilder includes = new StringBuilder();
    StringBuilder kernels = new StringBuilder();
    for (Path source : sources()) {
      includes.append("#include \"").append(source.getFileName()).append("\"\n");
      Matcher matcher = KERNEL.matcher(Files.readString(source));
      while (matcher.find()) {
        kernels.append("KERNEL(").append(matcher.group(1)).append(")\n");
      }
    }
    Files.writeString(folder.resolve("sources.inc"), includes);
    Files.writeString(folder.resolve("kernels.inc"), kernels);
    Path library = folder.resolve("kernels.so");
    List<String> command = new ArrayList<>(List.of("g++", "-O2", "-shared", "-fPIC", "-std=c++20"));
    if (activations == ElementType.FLOAT32) {
      command.add("-DCONTINUO_FLOAT32");
    }
    command.addAll(List.of("-I" + SOURCES, "-I" + EMULATOR, "-I" + folder));
    command.addAll(List.of(EMULATOR.resolve("emulate.cpp").toString(), "-o", library.toString()));
    Path log = folder.resolve("compiler.txt");
    if (start(command, log).waitFor() != 0) {
      throw new AssertionError("the kernels do not compile:\n" + Files.readString(log));
    }
    return new EmulatedKernels(library);
  }

  private static Process start(List<String> command, Path log) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(log.toFile())
          .start();
    } catch (IOException e) {
      throw new AssertionError(
          "The tests that emulate CUDA need g++ and found none on the PATH: install it"
              + " (apt-get install g++), or leave these tests out with -DexcludedGroups=emulator",
          e);
    }
  }

  /** In the order in which the GPU's compiler has them. */
  static List<Path> sources() {
    return KernelSources.FILES.stream()
        .filter(file -> file.endsWith(".cu"))
        .map(SOURCES::resolve)
        .toList();
  }

  /** Runs a launch to its end. */
  void run(Operation.Launch launch) {
    try (Arena arena = Arena.ofConfined()) {
      int status =
          (int)
              emulate.invokeExact(
                  arena.allocateFrom(launch.kernel()),
                  launch.columns(),
                  launch.rows(),
                  launch.layers(),
                  launch.threads(),
                  launch.sharedBytes(),
                  arguments(launch, arena));
      if (status != 0) {
        MemorySegment message = (MemorySegment) error.invokeExact();
        throw new AssertionError(
            launch.kernel() + ": " + message.reinterpret(Long.MAX_VALUE).getString(0));
      }
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static MemorySegment arguments(Operation.Launch launch, Arena arena) {
    MemorySegment pointers =
        arena.allocate(ValueLayout.ADDRESS, Math.max(1, launch.arguments().size()));
    for (int i = 0; i < launch.arguments().size(); i++) {
      MemorySegment value =
          switch (launch.arguments().get(i)) {
            case Operation.Argument.Input(var buffer) ->
                arena.allocateFrom(ValueLayout.JAVA_LONG, buffer.address());
            case Operation.Argument.Output(var buffer) ->
                arena.allocateFrom(ValueLayout.JAVA_LONG, buffer.address());
            case Operation.Argument.InOut(var buffer) ->
                arena.allocateFrom(ValueLayout.JAVA_LONG, buffer.address());
            case Operation.Argument.Int32(int number) ->
                arena.allocateFrom(ValueLayout.JAVA_INT, number);
            case Operation.Argument.Int64(long number) ->
                arena.allocateFrom(ValueLayout.JAVA_LONG, number);
            case Operation.Argument.Float32(float number) ->
                arena.allocateFrom(ValueLayout.JAVA_FLOAT, number);
          };
      pointers.setAtIndex(ValueLayout.ADDRESS, i, value);
    }
    return pointers;
  }
}
