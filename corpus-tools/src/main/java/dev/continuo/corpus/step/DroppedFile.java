package dev.continuo.corpus.step;

import dev.continuo.corpus.dedup.DocumentClusters;
import dev.continuo.corpus.report.DroppedLine;
import dev.continuo.corpus.work.NumberedDocument;
import dev.continuo.corpus.work.Spool;
import dev.continuo.corpus.work.SpoolReader;
import dev.continuo.tokenizer.files.WholeFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Everything that was dropped, as JSON Lines: what could not be read, and documents with reasons.
 */
final class DroppedFile {

  private DroppedFile() {}

  static void write(Inputs inputs, PreparedCorpus preparation, Path target) throws IOException {
    try (WholeFile file = new WholeFile(target)) {
      OutputStream out = file.out();
      for (var problem : inputs.problems()) {
        out.write(DroppedLine.of(problem));
      }
      for (Spool spool : List.of(preparation.documents(), preparation.validation())) {
        for (Path dropped : spool.files(Spool.Kind.DROPPED)) {
          Files.copy(dropped, out);
        }
      }
      repetitions(preparation, out);
      file.finish();
    }
  }

  private static void repetitions(PreparedCorpus preparation, OutputStream out) throws IOException {
    Spool spool = preparation.documents();
    DocumentClusters clusters = preparation.clusters();
    try (SpoolReader reader =
        new SpoolReader(spool, spool.segments(), number -> !preparation.isKept(number))) {
      while (reader.hasNext()) {
        for (NumberedDocument numbered : reader.next().documents()) {
          String reason = PreparedCorpus.reason(clusters.state(numbered.number()));
          out.write(DroppedLine.of(numbered.document(), reason));
        }
      }
    }
  }
}
