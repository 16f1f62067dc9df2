package dev.continuo.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where results go. A failed write ends the command, which a {@link PrintWriter} alone would ignore
 * silently.
 */
public final class ResultStream extends OutputStream {

  private static final Path STANDARD_OUTPUT = Path.of("/dev/stdout");
  private static final int FILE_TYPE = 0170000;
  private static final int PIPE = 0010000;
  private static final int SOCKET = 0140000;

  private final OutputStream out;
  private final boolean pipe;

  private ResultStream(OutputStream out, boolean pipe) {
    this.out = out;
    this.pipe = pipe;
  }

  /** A writer of text to standard output, in UTF-8. */
  public static PrintWriter standardOutput() {
    return of(new FileOutputStream(FileDescriptor.out), isPipe());
  }

  /**
   * A writer of text, in UTF-8.
   *
   * @param pipe whether it is a pipe, so that writing fails when the reader closes it
   */
  public static PrintWriter of(OutputStream out, boolean pipe) {
    return new PrintWriter(new ResultStream(out, pipe), true, StandardCharsets.UTF_8);
  }

  private static boolean isPipe() {
    try {
      int type = (int) Files.getAttribute(STANDARD_OUTPUT, "unix:mode") & FILE_TYPE;
      return type == PIPE || type == SOCKET;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    try {
      out.write(bytes, from, length);
    } catch (IOException e) {
      throw new ResultException(pipe, e);
    }
  }
}
