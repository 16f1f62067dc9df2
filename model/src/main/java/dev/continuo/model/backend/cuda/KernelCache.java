package dev.continuo.model.backend.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps on disk what takes long to make: a file's name is the SHA-256 of what its content was made
 * from, and its first bytes are the SHA-256 of the rest. What cannot be read is made anew, and what
 * cannot be written is not kept.
 */
final class KernelCache {

  private static final int DIGEST_BYTES = 32;

  private final Path folder;

  KernelCache(Path folder) {
    this.folder = folder;
  }

  /** The user's: {@code $XDG_CACHE_HOME/continuo}, or {@code ~/.cache/continuo}. */
  static KernelCache ofTheUser() {
    return new KernelCache(
        folder(System.getenv("XDG_CACHE_HOME"), Path.of(System.getProperty("user.home"))));
  }

  static Path folder(@Nullable String cacheHome, Path home) {
    boolean absent = cacheHome == null || cacheHome.isBlank();
    return (absent ? home.resolve(".cache") : Path.of(cacheHome)).resolve("continuo");
  }

  /**
   * The content that was made from {@code origin}.
   *
   * @param origin all that decides the content
   * @param make makes it where it is not kept
   */
  byte[] content(List<String> origin, Supplier<byte[]> make) {
    MessageDigest digest = sha256();
    for (String part : origin) {
      byte[] bytes = part.getBytes(UTF_8);
      digest.update((bytes.length + ":").getBytes(UTF_8));
      digest.update(bytes);
    }
    Path file = folder.resolve(HexFormat.of().formatHex(digest.digest()));
    return read(file)
        .orElseGet(
            () -> {
              byte[] content = make.get();
              write(file, content);
              return content;
            });
  }

  private static Optional<byte[]> read(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length < DIGEST_BYTES) {
        return Optional.empty();
      }
      byte[] content = Arrays.copyOfRange(bytes, DIGEST_BYTES, bytes.length);
      return Arrays.equals(Arrays.copyOf(bytes, DIGEST_BYTES), sha256().digest(content))
          ? Optional.of(content)
          : Optional.empty();
    } catch (IOException absentOrUnreadable) {
      return Optional.empty();
    }
  }

  private void write(Path file, byte[] content) {
    try {
      Files.createDirectories(folder);
      Path temporary = Files.createTempFile(folder, "new", null);
      try {
        byte[] digest = sha256().digest(content);
        byte[] bytes = Arrays.copyOf(digest, DIGEST_BYTES + content.length);
        System.arraycopy(content, 0, bytes, DIGEST_BYTES, content.length);
        Files.write(temporary, bytes);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException | UnsupportedOperationException notKept) {
      // The content is there all the same; the next run makes it again.
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
