package dev.continuo.model.backend.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The kernels' sources, which are resources beside this class. */
final class KernelSources {

  /** What every kernel uses, and the kernels. */
  static final List<String> FILES =
      List.of(
          "prelude.cuh",
          "attention.cu",
          "norm.cu",
          "layernorm.cu",
          "bias.cu",
          "dropout.cu",
          "rotary.cu",
          "decode.cu",
          "prompt.cu",
          "swiglu.cu",
          "gelu.cu",
          "loss.cu",
          "embedding.cu",
          "optimizer.cu");

  private KernelSources() {}

  /** All of them as one program. */
  static String program() {
    return program(FILES);
  }

  /** Files as one program, in which an error names the file and the line. */
  static String program(List<String> files) {
    StringBuilder program = new StringBuilder();
    for (String file : files) {
      program.append("#line 1 \"").append(file).append("\"\n").append(source(file)).append('\n');
    }
    return program.toString();
  }

  private static String source(String file) {
    try (InputStream source = KernelSources.class.getResourceAsStream(file)) {
      if (source == null) {
        throw new IllegalStateException("the kernels of " + file + " are not among the resources");
      }
      return new String(source.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
