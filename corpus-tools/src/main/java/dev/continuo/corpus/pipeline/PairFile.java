package dev.continuo.corpus.pipeline;

import dev.continuo.corpus.document.CorpusException;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

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
    try (PartFile part = new PartFile(file);
        Writer out = new OutputStreamWriter(part.out(), StandardCharsets.UTF_8)) {
      long pairs = corpus.pairs(out, progress);
      part.finish();
      return pairs;
    } catch (IOException e) {
      throw new CorpusException(
          file + ": the pairs cannot be written: " + e + "; check the folder and its space", e);
    }
  }
}
