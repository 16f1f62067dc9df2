package dev.continuo.model.backend.cuda;

import dev.continuo.model.config.ModelException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds the two libraries that a GPU needs beside its driver: cuBLASLt for products of matrices and
 * NVRTC, which compiles the kernels. A library of CUDA 13 needs a driver of CUDA 13; one of CUDA 12
 * runs with both.
 */
public final class CudaLibraries {

  private static final int NEWEST = 13;
  private static final int OLDEST = 12;
  private static final int VERSIONS_OF_A_MAJOR = 1000;

  private final LibraryFolders folders;
  private final Predicate<String> opens;

  /**
   * A search.
   *
   * @param folders to look in
   * @param opens whether a file, or a name that the linker knows, is a library
   */
  CudaLibraries(LibraryFolders folders, Predicate<String> opens) {
    this.folders = folders;
    this.opens = opens;
  }

  /** Those of this machine. */
  public static CudaLibraries ofThisMachine() {
    return new CudaLibraries(LibraryFolders.ofThisMachine(), place -> open(place).isPresent());
  }

  /** What is looked for. */
  enum Library {
    CUBLAS_LT("cublasLt", "cublasLt64_", ""),
    NVRTC("nvrtc", "nvrtc64_", "0_0");

    private final String name;
    private final String windowsPrefix;
    private final String windowsSuffix;

    Library(String name, String windowsPrefix, String windowsSuffix) {
      this.name = name;
      this.windowsPrefix = windowsPrefix;
      this.windowsSuffix = windowsSuffix;
    }

    List<String> files(int newest) {
      List<String> files = new ArrayList<>();
      for (int major = newest; major >= OLDEST; major--) {
        files.add("lib" + name + ".so." + major);
        files.add(windowsPrefix + major + windowsSuffix + ".dll");
      }
      return files;
    }
  }

  /**
   * What was found, for a report.
   *
   * @param cublasLt where cuBLASLt is: a file, a name that the linker knows, or none
   * @param nvrtc where NVRTC is
   * @param searched where was looked
   */
  public record Report(Optional<String> cublasLt, Optional<String> nvrtc, List<String> searched) {

    /** Whether both are there. */
    public boolean complete() {
      return cublasLt.isPresent() && nvrtc.isPresent();
    }

    /** What to do where they are not. */
    public String advice() {
      return CudaLibraries.advice();
    }
  }

  /** Says which libraries there are, for the newest driver. */
  public Report report() {
    return new Report(place(Library.CUBLAS_LT, NEWEST), place(Library.NVRTC, NEWEST), searched());
  }

  /**
   * Loads cuBLASLt.
   *
   * @param driver the driver's version, as in 13000
   * @throws ModelException where it is not found
   */
  NativeLibrary cublasLt(int driver) {
    return load(Library.CUBLAS_LT, driver / VERSIONS_OF_A_MAJOR);
  }

  /**
   * Loads NVRTC.
   *
   * @param driver the driver's version, as in 13000
   * @throws ModelException where it is not found
   */
  NativeLibrary nvrtc(int driver) {
    return load(Library.NVRTC, driver / VERSIONS_OF_A_MAJOR);
  }

  private NativeLibrary load(Library library, int newest) {
    String place =
        place(library, Math.min(newest, NEWEST)).orElseThrow(() -> absent(library, newest));
    Path file = Path.of(place);
    if (library == Library.NVRTC && file.isAbsolute()) {
      builtins(file).forEach(builtin -> open(builtin.toString()));
    }
    return new NativeLibrary(
        place, open(place).orElseThrow(() -> new ModelException(place + ": cannot be loaded")));
  }

  /** What NVRTC loads by its name alone when it compiles: it has to be there before. */
  private static List<Path> builtins(Path nvrtc) {
    List<Path> files = new ArrayList<>();
    Path folder = nvrtc.getParent();
    if (folder != null) {
      try (DirectoryStream<Path> entries =
          Files.newDirectoryStream(folder, "{lib,}nvrtc-builtins{.so.,64_}*")) {
        entries.forEach(files::add);
      } catch (IOException unreadable) {
        return List.of();
      }
    }
    Collections.sort(files);
    return files;
  }

  /** The first that can be loaded: in the named folders, by the linker, in the other folders. */
  private Optional<String> place(Library library, int newest) {
    List<String> files = library.files(newest);
    List<String> candidates = new ArrayList<>();
    candidates.addAll(inFolders(files, folders.named()));
    candidates.addAll(files);
    candidates.addAll(inFolders(files, folders.others()));
    return candidates.stream().filter(opens).findFirst();
  }

  private static List<String> inFolders(List<String> files, List<Path> folders) {
    return files.stream()
        .flatMap(file -> folders.stream().map(folder -> folder.resolve(file).toAbsolutePath()))
        .filter(Files::exists)
        .map(Path::toString)
        .toList();
  }

  @SuppressWarnings("restricted")
  private static Optional<SymbolLookup> open(String place) {
    Path file = Path.of(place);
    try {
      return Optional.of(
          file.isAbsolute()
              ? SymbolLookup.libraryLookup(file, Arena.global())
              : SymbolLookup.libraryLookup(place, Arena.global()));
    } catch (IllegalArgumentException absent) {
      return Optional.empty();
    }
  }

  private List<String> searched() {
    List<String> searched = new ArrayList<>();
    folders.named().forEach(folder -> searched.add(folder.toString()));
    searched.add("the linker's path");
    folders.others().forEach(folder -> searched.add(folder.toString()));
    return searched;
  }

  private ModelException absent(Library library, int newest) {
    Optional<String> newer = newest < NEWEST ? place(library, NEWEST) : Optional.empty();
    if (newer.isPresent()) {
      return new ModelException(
          newer.get()
              + " needs a driver of CUDA "
              + NEWEST
              + ", found one of CUDA "
              + newest
              + "; update NVIDIA's driver, or install libraries for it: pip install"
              + " nvidia-cublas-cu12 nvidia-cuda-nvrtc-cu12");
    }
    return new ModelException(
        library.files(NEWEST).getFirst().replaceAll("\\.\\d+$", "")
            + " was not found: looked for "
            + String.join(", ", library.files(NEWEST))
            + " in "
            + String.join(", ", searched())
            + "; "
            + advice());
  }

  private static String advice() {
    return "to install them: pip install nvidia-cublas nvidia-cuda-nvrtc; or name their folders in "
        + LibraryFolders.VARIABLE;
  }
}
