package dev.continuo.distribution;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An operating system on a kind of processor.
 *
 * @param name such as {@code linux-x86_64}
 */
record Platform(String name, List<String> systems, List<String> processors) {

  private static final Pattern NATIVE = Pattern.compile(".*\\.(so(\\.\\d+)*|dll|dylib|jnilib|a)");

  /** Native libraries of our dependencies that nothing here loads. */
  private static final Pattern UNUSED =
      Pattern.compile(".*/cu\\d+/.*|.*JNvPTXCompiler.*|.*JNvrtc.*");

  static Platform of(String name) {
    String[] parts = name.split("-", 2);
    if (parts.length != 2) {
      throw new IllegalArgumentException(
          "release.platform: expected a name such as linux-aarch64, found " + name);
    }
    return new Platform(
        name,
        switch (parts[0]) {
          case "linux" -> List.of("linux");
          case "macos" -> List.of("macos", "darwin", "osx", "mac");
          case "windows" -> List.of("windows", "win32", "win");
          default ->
              throw new IllegalArgumentException(
                  "release.platform: expected linux, macos or windows, found " + parts[0]);
        },
        switch (parts[1]) {
          case "x86_64" -> List.of("x8664", "amd64");
          case "aarch64" -> List.of("aarch64", "arm64");
          default ->
              throw new IllegalArgumentException(
                  "release.platform: expected x86_64 or aarch64, found " + parts[1]);
        });
  }

  /** The one that this program runs on. */
  static Platform here() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch");
    return of(
        (system.startsWith("mac") ? "macos" : system.startsWith("win") ? "windows" : "linux")
            + "-"
            + (processor.equals("amd64") ? "x86_64" : processor));
  }

  boolean isWindows() {
    return systems.contains("windows");
  }

  /** Whether a jar's entry is of use here: it is no native library, or one of this platform. */
  boolean needs(String entry) {
    if (!NATIVE.matcher(entry).matches()) {
      return true;
    }
    if (UNUSED.matcher(entry).matches()) {
      return false;
    }
    String plain = entry.toLowerCase(Locale.ROOT).replaceAll("[-_/]", "");
    return systems.stream()
        .anyMatch(system -> processors.stream().anyMatch(one -> plain.contains(system + one)));
  }
}
