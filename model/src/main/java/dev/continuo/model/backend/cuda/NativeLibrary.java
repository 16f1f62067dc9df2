package dev.continuo.model.backend.cuda;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The functions of a C library, called by their names: what is called often takes a handle of its
 * own, see {@link #function}.
 */
final class NativeLibrary {

  private final String name;
  private final SymbolLookup symbols;
  private final Map<String, MethodHandle> called = new HashMap<>();

  NativeLibrary(String name, SymbolLookup symbols) {
    this.name = name;
    this.symbols = symbols;
  }

  /** The file or the name it was found by. */
  String name() {
    return name;
  }

  boolean has(String function) {
    return symbols.find(function).isPresent();
  }

  /** Calls a function that returns an int; each argument is an Integer, a Long or a segment. */
  int call(String function, Object... arguments) {
    return (int) invoke(function, ValueLayout.JAVA_INT, arguments);
  }

  /** Calls a function that returns a size. */
  long size(String function, Object... arguments) {
    return (long) invoke(function, ValueLayout.JAVA_LONG, arguments);
  }

  /** Calls a function that returns a text in ASCII. */
  @SuppressWarnings("restricted")
  String text(String function, Object... arguments) {
    MemorySegment text = (MemorySegment) invoke(function, ValueLayout.ADDRESS, arguments);
    return text.address() == 0 ? "" : text.reinterpret(Long.MAX_VALUE).getString(0);
  }

  private Object invoke(String function, MemoryLayout result, Object... arguments) {
    MethodHandle handle =
        called.computeIfAbsent(
            function,
            absent -> {
              MemoryLayout[] layouts =
                  Arrays.stream(arguments).map(NativeLibrary::layout).toArray(MemoryLayout[]::new);
              return function(absent, FunctionDescriptor.of(result, layouts));
            });
    try {
      return handle.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static MemoryLayout layout(Object argument) {
    return switch (argument) {
      case Integer number -> ValueLayout.JAVA_INT;
      case Long number -> ValueLayout.JAVA_LONG;
      case MemorySegment segment -> ValueLayout.ADDRESS;
      default -> throw new IllegalArgumentException("no argument of C: " + argument);
    };
  }

  /** A function by its name and its types. */
  @SuppressWarnings("restricted")
  MethodHandle function(String function, FunctionDescriptor types) {
    Optional<MemorySegment> address = symbols.find(function);
    return Linker.nativeLinker()
        .downcallHandle(
            address.orElseThrow(
                () -> new IllegalStateException(name + " has no function " + function)),
            types);
  }

  /** What a call of C cannot throw. */
  static IllegalStateException unexpected(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(e);
  }
}
