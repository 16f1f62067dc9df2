package dev.continuo.maven;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;

/** What a model is made of. */
final class Inputs {

  private Inputs() {}

  /** A digest of the texts' names and bytes, the settings and the version of what trains. */
  static String digest(List<File> texts, SortedMap<String, String> settings, String version)
      throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    add(digest, version + "\n" + settings);
    for (File text : texts) {
      if (!text.exists()) {
        throw new NoSuchFileException(text.toString(), null, "expected a text file or a folder");
      }
      for (Path file : files(text.toPath())) {
        add(digest, "\n" + text.toPath().relativize(file) + " " + Files.size(file) + "\n");
        try (InputStream in = Files.newInputStream(file);
            OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
          in.transferTo(out);
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Path> files(Path text) throws IOException {
    try (Stream<Path> all = Files.walk(text)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
