package dev.continuo.corpus.output;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A form in which the kept documents of a corpus are written to a file, beside its shards. Give one
 * to a build, or name it in {@code META-INF/services/dev.continuo.corpus.output.OutputFormat} to
 * choose it by its name.
 */
public interface OutputFormat {

  /** A short name: lower-case letters, digits and hyphens. */
  String name();

  /**
   * Begins a file, which appears whole or not at all.
   *
   * @param out where its bytes go; need not be closed
   */
  DocumentWriter open(OutputStream out) throws IOException;
}
