package dev.continuo.cli.prompt;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** UTF-8 lines of a file or pipe. An interrupt ends the program, as for any other tool. */
public final class PipedLines implements LineSource {

  private final BufferedReader reader;

  public PipedLines(InputStream in) {
    reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  @Override
  public @Nullable String next() throws IOException {
    return reader.readLine();
  }

  @Override
  public void onInterrupt(Runnable action) {}

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
