package dev.continuo.distribution;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** A folder as one file, in the order of names and with the times that the files have. */
final class Archive {

  private Archive() {}

  /** Writes a {@code .tar.xz}. */
  static void tar(Path folder, Path file, int preset) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part));
        OutputStream xz = new XZOutputStream(out, new LZMA2Options(preset));
        TarArchiveOutputStream tar = new TarArchiveOutputStream(xz)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Path path : files(folder)) {
        String name = name(folder, path);
        TarArchiveEntry entry;
        if (Files.isSymbolicLink(path)) {
          entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
          entry.setLinkName(Files.readSymbolicLink(path).toString());
        } else {
          entry = new TarArchiveEntry(name);
          entry.setSize(Files.size(path));
        }
        entry.setMode(mode(path));
        entry.setModTime(Files.getLastModifiedTime(path));
        write(tar, entry, path);
      }
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Writes a {@code .zip}. */
  static void zip(Path folder, Path file) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(part.toFile())) {
      zip.setLevel(9);
      for (Path path : files(folder)) {
        ZipArchiveEntry entry = new ZipArchiveEntry(name(folder, path));
        entry.setUnixMode(mode(path));
        entry.setTime(Files.getLastModifiedTime(path));
        write(zip, entry, path);
      }
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static <E extends ArchiveEntry> void write(
      ArchiveOutputStream<E> archive, E entry, Path path) throws IOException {
    archive.putArchiveEntry(entry);
    if (!Files.isSymbolicLink(path)) {
      Files.copy(path, archive);
    }
    archive.closeArchiveEntry();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> Files.isSymbolicLink(path) || Files.isRegularFile(path))
          .sorted()
          .toList();
    }
  }

  private static String name(Path folder, Path path) {
    return folder.getFileName() + "/" + folder.relativize(path).toString().replace('\\', '/');
  }

  private static int mode(Path path) {
    return Files.isExecutable(path) ? 0755 : 0644;
  }
}
