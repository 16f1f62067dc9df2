package dev.continuo.corpus.pipeline;

import dev.continuo.corpus.disk.PartFile;
import dev.continuo.corpus.document.CorpusException;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.ToLongFunction;

/** A corpus's masked-ending pairs as a file that appears whole or not at all. */
public final class PairFile {

  private PairFile() {}

  /**
   * Writes the pairs.
   *
   * @return how many there are
   * @throws CorpusException if the file cannot be written
   */
  public static long write(Corpus corpus, Path file, Progress progress) {
    return write(file, out -> corpus.pairs(out, progress));
  }

  /**
   * Writes a file.
   *
   * @param pairs writes pairs and says how many
   */
  static long write(Path file, ToLongFunction<Writer> pairs) {
    try (PartFile part = new PartFile(file);
        Writer out = new OutputStreamWriter(part.out(), StandardCharsets.UTF_8)) {
      long count = pairs.applyAsLong(out);
      part.finish();
      return count;
    } catch (IOException e) {
      throw new CorpusException(
          file + ": the pairs cannot be written: " + e + "; check the folder and its space", e);
    }
  }
}
