package dev.continuo.model.backend.cuda;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The folders in which CUDA's libraries may lie: those that were named, a toolkit's, and those of
 * Python installations.
 *
 * @param root of the file system
 * @param environment the variables by their names
 * @param property the system's properties by their names
 */
record LibraryFolders(
    Path root,
    Function<String, @Nullable String> environment,
    Function<String, @Nullable String> property) {

  static final String VARIABLE = "CONTINUO_CUDA_LIBRARIES";
  static final String PROPERTY = "continuo.cuda.libraries";

  private static final List<String> PACKAGES = List.of("site-packages", "dist-packages");

  static LibraryFolders ofThisMachine() {
    return new LibraryFolders(
        Path.of(System.getProperty("user.home")).toAbsolutePath().getRoot(),
        System::getenv,
        System::getProperty);
  }

  /** Folders that were named; these come before the linker's own. */
  List<Path> named() {
    List<Path> folders = new ArrayList<>();
    paths(property.apply(PROPERTY), folders);
    paths(environment.apply(VARIABLE), folders);
    return folders;
  }

  /** All others that exist, in the order in which they are to be tried. */
  List<Path> others() {
    Set<Path> folders = new LinkedHashSet<>();
    for (Path toolkit : toolkits()) {
      folders.add(toolkit.resolve("lib64"));
      for (Path target : children(toolkit.resolve("targets"), "*")) {
        folders.add(target.resolve("lib"));
      }
      folders.add(toolkit.resolve("bin").resolve("x64"));
      folders.add(toolkit.resolve("bin"));
    }
    for (Path packages : packages()) {
      for (Path nvidia : children(packages.resolve("nvidia"), "*")) {
        folders.add(nvidia.resolve("lib"));
        folders.add(nvidia.resolve("bin"));
        folders.add(nvidia.resolve("bin").resolve("x86_64"));
      }
    }
    return folders.stream().filter(Files::isDirectory).toList();
  }

  private List<Path> toolkits() {
    List<Path> toolkits = new ArrayList<>();
    paths(environment.apply("CUDA_PATH"), toolkits);
    paths(environment.apply("CUDA_HOME"), toolkits);
    toolkits.addAll(children(root.resolve("usr/local"), "cuda*"));
    return toolkits;
  }

  /** Where Python installations keep what pip has installed. */
  private Set<Path> packages() {
    Set<Path> prefixes = new LinkedHashSet<>();
    List<Path> known = new ArrayList<>();
    paths(environment.apply("VIRTUAL_ENV"), known);
    paths(environment.apply("CONDA_PREFIX"), known);
    prefixes.addAll(known);
    prefixes.addAll(pythonsOfThePath());
    for (Path tool : children(root.resolve("opt"), "*")) {
      prefixes.add(tool.resolve(".venv"));
      prefixes.add(tool);
    }
    String home = property.apply("user.home");
    if (home != null) {
      prefixes.add(Path.of(home, ".local"));
    }
    prefixes.add(root.resolve("usr/local"));
    prefixes.add(root.resolve("usr"));
    Set<Path> packages = new LinkedHashSet<>();
    for (Path prefix : prefixes) {
      for (Path python : pythons(prefix)) {
        PACKAGES.forEach(name -> packages.add(python.resolve(name)));
      }
    }
    return packages;
  }

  /** The library folders of the Python installation under a prefix, Windows' included. */
  private static List<Path> pythons(Path prefix) {
    List<Path> pythons = new ArrayList<>(children(prefix.resolve("lib"), "python3*"));
    pythons.addAll(children(prefix.resolve("lib64"), "python3*"));
    pythons.add(prefix.resolve("Lib"));
    return pythons;
  }

  /**
   * The prefixes of each python on the path: a virtual environment's, and what it was made from.
   */
  private List<Path> pythonsOfThePath() {
    List<Path> folders = new ArrayList<>();
    paths(environment.apply("PATH"), folders);
    List<Path> prefixes = new ArrayList<>();
    for (Path folder : folders) {
      for (String name : List.of("python3", "python", "python.exe")) {
        Path python = folder.resolve(name);
        if (Files.exists(python)) {
          addPrefix(python, prefixes);
          try {
            addPrefix(python.toRealPath(), prefixes);
          } catch (IOException unreadable) {
            // What it was made from stays unknown.
          }
        }
      }
    }
    return prefixes;
  }

  private static void addPrefix(Path python, List<Path> prefixes) {
    Path folder = python.toAbsolutePath().getParent();
    if (folder != null) {
      prefixes.add(folder);
      if (folder.getParent() != null) {
        prefixes.add(folder.getParent());
      }
    }
  }

  private static void paths(@Nullable String list, List<Path> paths) {
    if (list == null) {
      return;
    }
    for (String path : list.split(File.pathSeparator, -1)) {
      if (!path.isBlank()) {
        try {
          paths.add(Path.of(path));
        } catch (InvalidPathException notAPath) {
          // A variable of the user's may hold anything.
        }
      }
    }
  }

  /** What a folder holds, the newest version by its name first. */
  private static List<Path> children(Path folder, String pattern) {
    List<Path> children = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
        entries.forEach(children::add);
      } catch (IOException unreadable) {
        return List.of();
      }
    }
    children.sort(Collections.reverseOrder());
    return children;
  }
}
