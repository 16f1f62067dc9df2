package dev.continuo.distribution;

import dev.continuo.cli.command.ContinuoCommand;
import dev.continuo.cli.reference.ManPages;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import picocli.AutoComplete;

/**
 * Makes the archives:
 *
 * <pre>
 * continuo-VERSION-PLATFORM.tar.xz            with a runtime and, where there is one, libtorch
 * continuo-VERSION-PLATFORM-portable.tar.xz   with a runtime, without libtorch
 * continuo-VERSION-java.zip                   for any platform with a Java of its own, without libtorch
 * </pre>
 *
 * The folder of the first stays beside them.
 */
public final class Archives {

  /** What our code and the libraries use of the JDK. */
  private static final String MODULES =
      "java.base,java.logging,java.management,java.naming,java.xml,jdk.charsets,jdk.httpserver,"
          + "jdk.incubator.vector,jdk.jfr,jdk.management,jdk.unsupported,jdk.zipfs";

  private static final List<String> TEXTS = List.of("CHANGELOG.md", "LICENSE");

  /** Libraries of this module, and annotations that nothing reads. */
  private static final List<String> NOT_OURS = List.of("xz-", "error_prone_annotations-");

  private static final List<String> LIBTORCH = List.of("pytorch-native-", "pytorch-jni-");

  private final Path home;
  private final Path target;
  private final String version;
  private final int preset;
  private final List<Path> jars;

  private Archives(Path home, Path target, String version, int preset) {
    this.home = home;
    this.target = target;
    this.version = version;
    this.preset = preset;
    this.jars =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .filter(jar -> jar.toString().endsWith(".jar") && !starts(jar, NOT_OURS))
            .toList();
  }

  /**
   * Makes the archives of one platform.
   *
   * @param arguments the project's folder, where to write, the version, the preset of xz, and,
   *     where not empty, another platform than this one and its JDK's jmods
   */
  public static void main(String[] arguments) throws IOException {
    Archives archives =
        new Archives(
            Path.of(arguments[0]).toRealPath(),
            Path.of(arguments[1]),
            arguments[2],
            Integer.parseInt(arguments[3]));
    String platform = arguments.length > 4 ? arguments[4] : "";
    String jmods = arguments.length > 5 ? arguments[5] : "";
    if (platform.isEmpty() != jmods.isEmpty()) {
      throw new IllegalArgumentException(
          "release.platform and release.jmods: expected both or neither; the second is the folder of"
              + " the platform's jmods");
    }
    archives.make(platform.isEmpty() ? Platform.here() : Platform.of(platform), jmods);
  }

  private void make(Platform platform, String jmods) throws IOException {
    Path folder = target.resolve("continuo-" + version);
    remove(folder);
    texts(folder);
    script(folder, "bin/continuo", home.resolve("continuo"));
    script(
        folder,
        "bin/continuo.bat",
        home.resolve("inference-cli/distribution/src/main/script/continuo.bat"));
    List<Path> portable = jars.stream().filter(jar -> !starts(jar, LIBTORCH)).toList();
    libraries(folder, portable, entry -> true);
    finish(folder, "-java.zip");

    remove(folder.resolve("lib"));
    if (!platform.isWindows()) {
      Files.delete(folder.resolve("bin/continuo.bat"));
    }
    runtime(folder.resolve("runtime"), jmods);
    libraries(folder, portable, platform::needs);
    finish(folder, "-" + platform.name() + "-portable.tar.xz");

    if (platform.name().equals("linux-x86_64")) { // the one that there is a libtorch for
      libraries(
          folder, jars.stream().filter(jar -> starts(jar, LIBTORCH)).toList(), platform::needs);
      finish(folder, "-" + platform.name() + ".tar.xz");
    }
  }

  private void finish(Path folder, String ending) throws IOException {
    Path file = target.resolve("continuo-" + version + ending);
    if (ending.endsWith(".zip")) {
      Archive.zip(folder, file);
    } else {
      Archive.tar(folder, file, preset);
    }
    System.out.printf("%s: %.1f MB%n", file.getFileName(), Files.size(file) / 1e6);
  }

  private void texts(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String text : TEXTS) {
      Files.copy(home.resolve(text), folder.resolve(text));
    }
    Files.copy(
        home.resolve("inference-cli/distribution/src/main/text/README.md"),
        folder.resolve("README.md"));
    copy(home.resolve("data"), folder.resolve("data"), name -> !name.equals("fetch"));
    copy(
        home.resolve("docs"),
        folder.resolve("docs"),
        name -> name.endsWith(".md") && !name.equals("log.md"));
    Path manual = Files.createDirectories(folder.resolve("share/man/man1"));
    for (Map.Entry<String, String> page : ManPages.of(ContinuoCommand.line()).entrySet()) {
      Files.writeString(manual.resolve(page.getKey()), page.getValue());
    }
    Path completion = Files.createDirectories(folder.resolve("share/completion"));
    Files.writeString(
        completion.resolve("continuo"), AutoComplete.bash("continuo", ContinuoCommand.line()));
  }

  private static void copy(Path from, Path to, Predicate<String> wanted) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> all = Files.list(from)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (wanted.test(name)) {
          Files.copy(file, to.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }

  private static void script(Path folder, String name, Path source) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.copy(source, file);
    if (!file.toFile().setExecutable(true, false)) {
      throw new IOException("cannot make " + file + " executable");
    }
  }

  private static void libraries(Path folder, List<Path> jars, Predicate<String> needed)
      throws IOException {
    Path lib = Files.createDirectories(folder.resolve("lib"));
    for (Path jar : jars) {
      Libraries.copy(jar, lib.resolve(jar.getFileName()), needed);
    }
  }

  private static void runtime(Path runtime, String jmods) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("--add-modules", MODULES, "--output", runtime.toString(), "--strip-debug"));
    arguments.addAll(List.of("--no-header-files", "--no-man-pages"));
    if (jmods.isEmpty()) {
      arguments.add("--generate-cds-archive");
    } else {
      arguments.addAll(List.of("--module-path", jmods));
    }
    int status =
        ToolProvider.findFirst("jlink")
            .orElseThrow()
            .run(System.out, System.err, arguments.toArray(String[]::new));
    if (status != 0) {
      throw new IOException("jlink ended with status " + status);
    }
    Files.deleteIfExists(runtime.resolve("lib/server/classes_nocoops.jsa")); // of very large heaps
  }

  private static boolean starts(Path jar, List<String> names) {
    return names.stream().anyMatch(jar.getFileName().toString()::startsWith);
  }

  private static void remove(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
