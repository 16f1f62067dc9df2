package dev.continuo.corpus.step;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.work.Progress;
import dev.continuo.tokenizer.files.OutputException;
import dev.continuo.tokenizer.files.WholeFile;
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
   * @throws OutputException if the file may not be written
   * @throws CorpusException if it cannot
   */
  public static long write(Corpus corpus, Path file, Progress progress) {
    return write(corpus.output(file), out -> corpus.pairs(out, progress));
  }

  /**
   * Writes a file.
   *
   * @param pairs writes pairs and says how many
   */
  static long write(Path file, ToLongFunction<Writer> pairs) {
    try (WholeFile part = new WholeFile(file);
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
