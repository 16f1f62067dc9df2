package dev.continuo.model.backend.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.continuo.model.config.ModelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * NVIDIA's compiler of kernels at run time. Code is made for exactly one GPU where the compiler
 * knows it; otherwise for the newest that it knows, in a form that the driver translates.
 */
final class Nvrtc {

  private static final int SUCCESS = 0;
  private static final int MOST_OF_A_LOG = 1500;
  private static final int FIRST_WITH_FEATURES_OF_ITS_OWN = 90;

  private final NativeLibrary library;

  Nvrtc(NativeLibrary library) {
    this.library = library;
  }

  /** Its version, as in 13.0. */
  String version() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment major = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment minor = arena.allocate(ValueLayout.JAVA_INT);
      check("version", library.call("nvrtcVersion", major, minor));
      return major.get(ValueLayout.JAVA_INT, 0) + "." + minor.get(ValueLayout.JAVA_INT, 0);
    }
  }

  /**
   * Compiles a program.
   *
   * @param name of the program, for errors
   * @param source in CUDA C++
   * @param major of the GPU's compute capability
   * @param minor of it
   * @param defines macros, as in {@code NAME=1}
   * @return what the driver loads
   * @throws ModelException with the compiler's messages
   */
  byte[] compile(String name, String source, int major, int minor, List<String> defines) {
    List<String> options = options(major, minor, defines);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment program = arena.allocate(ValueLayout.ADDRESS);
      MemorySegment none = MemorySegment.NULL;
      check(
          name,
          library.call(
              "nvrtcCreateProgram",
              program,
              arena.allocateFrom(source),
              arena.allocateFrom(name),
              0,
              none,
              none));
      try {
        return compile(name, program.get(ValueLayout.ADDRESS, 0), options, arena);
      } finally {
        library.call("nvrtcDestroyProgram", program);
      }
    }
  }

  private byte[] compile(String name, MemorySegment program, List<String> options, Arena arena) {
    MemorySegment texts = arena.allocate(ValueLayout.ADDRESS, options.size());
    for (int i = 0; i < options.size(); i++) {
      texts.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(options.get(i)));
    }
    int result = library.call("nvrtcCompileProgram", program, options.size(), texts);
    if (result != SUCCESS) {
      String log = new String(bytes(program, "ProgramLog", arena), UTF_8).strip();
      throw new ModelException(
          name
              + ": NVRTC "
              + version()
              + " does not compile it with "
              + String.join(" ", options)
              + " ("
              + library.text("nvrtcGetErrorString", result)
              + "): "
              + log.substring(0, Math.min(log.length(), MOST_OF_A_LOG)).replace("\n", " | "));
    }
    boolean exact = options.getFirst().contains("=sm_");
    return bytes(program, exact ? "CUBIN" : "PTX", arena);
  }

  private byte[] bytes(MemorySegment program, String what, Arena arena) {
    MemorySegment size = arena.allocate(ValueLayout.JAVA_LONG);
    check(what, library.call("nvrtcGet" + what + "Size", program, size));
    MemorySegment bytes = arena.allocate(size.get(ValueLayout.JAVA_LONG, 0));
    check(what, library.call("nvrtcGet" + what, program, bytes));
    return bytes.toArray(ValueLayout.JAVA_BYTE);
  }

  /** The compiler's options, the architecture first. */
  List<String> options(int major, int minor, List<String> defines) {
    List<String> options = new ArrayList<>();
    options.add("--gpu-architecture=" + architecture(10 * major + minor));
    options.add("--std=c++17");
    options.add("--fmad=true");
    options.add("--extra-device-vectorization");
    options.add("-default-device");
    defines.forEach(define -> options.add("-D" + define));
    return options;
  }

  private String architecture(int capability) {
    List<Integer> known = known();
    if (known.contains(capability)) {
      return "sm_" + capability + (capability >= FIRST_WITH_FEATURES_OF_ITS_OWN ? "a" : "");
    }
    return "compute_"
        + known.stream()
            .filter(each -> each < capability)
            .max(Integer::compare)
            .orElseThrow(
                () ->
                    new ModelException(
                        "NVRTC "
                            + version()
                            + " knows no GPU as old as compute capability "
                            + capability / 10.0
                            + "; the oldest that it knows is "
                            + known.getFirst() / 10.0));
  }

  /** The compute capabilities that it knows, ascending. */
  private List<Integer> known() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
      check("architectures", library.call("nvrtcGetNumSupportedArchs", count));
      int[] known = new int[count.get(ValueLayout.JAVA_INT, 0)];
      MemorySegment values = arena.allocate(ValueLayout.JAVA_INT, known.length);
      check("architectures", library.call("nvrtcGetSupportedArchs", values));
      MemorySegment.copy(values, ValueLayout.JAVA_INT, 0, known, 0, known.length);
      return Arrays.stream(known).sorted().boxed().toList();
    }
  }

  private void check(String what, int result) {
    if (result != SUCCESS) {
      throw new ModelException(
          what
              + ": NVRTC at "
              + library.name()
              + " answers "
              + library.text("nvrtcGetErrorString", result));
    }
  }
}
