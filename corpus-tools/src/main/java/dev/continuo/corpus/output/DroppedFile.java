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

/** All dropped documents with their reasons, and what could not be read, as JSON Lines. */
public final class DroppedFile {

  private DroppedFile() {}

  /**
   * Writes a file that appears whole or not at all.
   *
   * @param problems with finding files
   * @param lines files with the lines of what steps of one document have dropped
   * @param duplicates documents that deduplication has dropped
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
