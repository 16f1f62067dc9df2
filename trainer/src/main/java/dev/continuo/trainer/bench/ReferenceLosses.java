package dev.continuo.trainer.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/** The losses of the CPU's engine in float32 on {@link CheckNet}, which a test holds it to. */
final class ReferenceLosses {

  private ReferenceLosses() {}

  /** The loss of each step of an optimizer. */
  static double[] of(String optimizer) {
    String name = "losses-" + optimizer + ".txt";
    try (InputStream in = ReferenceLosses.class.getResourceAsStream(name)) {
      String text =
          new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(text.strip().split("\\s+")).mapToDouble(Double::parseDouble).toArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
