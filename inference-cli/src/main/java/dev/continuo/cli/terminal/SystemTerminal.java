package dev.continuo.cli.terminal;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** What the system says of the streams: which are terminals, and how large that of errors is. */
final class SystemTerminal {

  /** The columns and rows of a terminal. */
  record Size(int columns, int rows) {}

  static final int STANDARD_INPUT = 0;
  static final int STANDARD_OUTPUT = 1;
  static final int STANDARD_ERROR = 2;

  private static final long WINDOW_SIZE_REQUEST = 0x5413; // TIOCGWINSZ on Linux
  private static final Size USUAL = new Size(80, 24);
  private static final Linker LINKER = Linker.nativeLinker();

  private SystemTerminal() {}

  @SuppressWarnings({"restricted", "IllegalCatch"})
  static boolean isTerminal(int fileDescriptor) {
    return LINKER
        .defaultLookup()
        .find("isatty")
        .map(
            address -> {
              MethodHandle isatty =
                  LINKER.downcallHandle(
                      address, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
              try {
                return (int) isatty.invokeExact(fileDescriptor) == 1;
              } catch (Throwable e) {
                throw new IllegalStateException("isatty could not be called", e);
              }
            })
        .orElse(false);
  }

  /** Its size now, which a person may change at any time; the usual one where it is unknown. */
  static Size size() {
    return LINKER
        .defaultLookup()
        .find("ioctl")
        .map(SystemTerminal::askedSize)
        .filter(size -> size.columns() > 0 && size.rows() > 0)
        .orElse(USUAL);
  }

  @SuppressWarnings({"restricted", "IllegalCatch"})
  private static Size askedSize(MemorySegment ioctl) {
    MethodHandle call =
        LINKER.downcallHandle(
            ioctl,
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS),
            Linker.Option.firstVariadicArg(2));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment answer = arena.allocate(ValueLayout.JAVA_SHORT, 4); // rows, columns, pixels
      int failed = (int) call.invokeExact(STANDARD_ERROR, WINDOW_SIZE_REQUEST, answer);
      return failed != 0
          ? USUAL
          : new Size(
              Short.toUnsignedInt(answer.getAtIndex(ValueLayout.JAVA_SHORT, 1)),
              Short.toUnsignedInt(answer.getAtIndex(ValueLayout.JAVA_SHORT, 0)));
    } catch (Throwable e) {
      throw new IllegalStateException("ioctl could not be called", e);
    }
  }
}
