package dev.continuo.corpus.output;

import dev.continuo.corpus.document.DropReason;
import dev.continuo.corpus.read.ReadProblem;
import dev.continuo.corpus.report.DroppedLine;
import dev.continuo.corpus.work.NumberedDocument;
import dev.continuo.corpus.work.SpoolReader;
import dev.continuo.tokenizer.files.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Everything that was dropped, as JSON Lines: what could not be read, and documents with reasons.
 */
public final class DroppedFile {

  private DroppedFile() {}

  /**
   * Writes a file that appears whole or not at all.
   *
   * @param problems with finding files
   * @param lines files with the lines of what steps have dropped one at a time
   * @param duplicates documents that were dropped after a look at all
   * @param reasons why, by the number of a document
   */
  public static void write(
      Path target,
      List<ReadProblem> problems,
      List<Path> lines,
      SpoolReader duplicates,
      LongFunction<DropReason> reasons)
      throws IOException {
    try (AtomicFile file = new AtomicFile(target)) {
      OutputStream out = file.out();
      for (ReadProblem problem : problems) {
        out.write(DroppedLine.of(problem));
      }
      for (Path path : lines) {
        Files.copy(path, out);
      }
      while (duplicates.hasNext()) {
        for (NumberedDocument dropped : duplicates.next().documents()) {
          String reason = reasons.apply(dropped.number()).name();
          out.write(DroppedLine.of(dropped.document(), reason));
        }
      }
      file.finish();
    }
  }
}
