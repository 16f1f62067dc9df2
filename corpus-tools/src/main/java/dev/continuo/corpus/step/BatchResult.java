package dev.continuo.corpus.step;

import dev.continuo.corpus.dedup.DocumentSummary;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.report.BuildCounts;
import dev.continuo.corpus.report.DroppedLine;
import dev.continuo.corpus.work.InputPosition;
import dev.continuo.corpus.work.SourceRun;
import dev.continuo.corpus.work.SpoolRecord;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the steps made of a batch.
 *
 * @param sources which files those kept come from
 * @param documents those kept, as {@link SpoolRecord}s
 * @param summaries of those kept
 * @param dropped the others, as {@link DroppedLine}s, where they are remembered
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BatchResult(
    List<SourceRun> sources,
    byte[] documents,
    List<DocumentSummary> summaries,
    byte[] dropped,
    BuildCounts counts,
    InputPosition end) {

  /** Those kept. */
  List<Document> kept() {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(documents));
    List<Document> kept = new ArrayList<>();
    try {
      for (int i = 0; i < summaries.size(); i++) {
        kept.add(SpoolRecord.read(in).document());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return kept;
  }
}
