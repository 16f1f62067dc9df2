package dev.continuo.corpus.pipeline;

import dev.continuo.corpus.document.CorpusException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A corpus's masked-ending pairs as a file that appears whole or not at all. */
public final class PairFile {

  private PairFile() {}

  /**
   * Writes the pairs.
   *
   * @return how many there are
   * @throws CorpusException if the file cannot be written
   */
  public static long write(Corpus corpus, Path file) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try {
        long pairs = writePart(corpus, part);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return pairs;
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new CorpusException(
          file + ": the pairs cannot be written: " + e + "; check the folder and its space", e);
    }
  }

  private static long writePart(Corpus corpus, Path part) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                part,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        Writer out =
            new BufferedWriter(
                new OutputStreamWriter(
                    Channels.newOutputStream(channel), StandardCharsets.UTF_8))) {
      long pairs = corpus.pairs(out);
      out.flush();
      channel.force(true);
      return pairs;
    }
  }
}
