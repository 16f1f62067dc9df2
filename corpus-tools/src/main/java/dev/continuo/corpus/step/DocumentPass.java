package dev.continuo.corpus.step;

import dev.continuo.corpus.dedup.DocumentSummary;
import dev.continuo.corpus.dedup.Entry;
import dev.continuo.corpus.dedup.SortedRun;
import dev.continuo.corpus.read.ReadOptions;
import dev.continuo.corpus.read.Source;
import dev.continuo.corpus.report.BuildCounts;
import dev.continuo.corpus.work.InputPosition;
import dev.continuo.corpus.work.OrderedWorkers;
import dev.continuo.corpus.work.Progress;
import dev.continuo.corpus.work.SourceRun;
import dev.continuo.corpus.work.Spool;
import dev.continuo.corpus.work.WorkOptions;
import dev.continuo.tokenizer.files.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Reads files into a spool, through the steps that look at one document at a time, from the place
 * on where the spool ends.
 */
final class DocumentPass {

  private final Spool spool;
  private final List<Source> sources;
  private final ReadOptions reading;
  private final List<Step.EachDocument> steps;
  private final WorkOptions work;

  DocumentPass(
      Spool spool,
      List<Source> sources,
      ReadOptions reading,
      List<Step.EachDocument> steps,
      WorkOptions work) {
    this.spool = spool;
    this.sources = sources;
    this.reading = reading;
    this.steps = steps;
    this.work = work;
  }

  void run(Progress progress) throws IOException {
    long allBytes = 0;
    for (Source source : sources) {
      allBytes += Files.exists(source.path()) ? Files.size(source.path()) : 0;
    }
    long all = allBytes;
    try (BatchReader reader = new BatchReader(sources, reading, work.strict(), spool.end());
        OrderedWorkers<Batch, BatchResult> results =
            new OrderedWorkers<>(
                work.threads(), reader, () -> new StepRunner(steps, work.dropped().isPresent()))) {
      while (results.hasNext()) {
        writeSegment(results, read -> progress.at("reading", read, all));
      }
    }
  }

  private void writeSegment(OrderedWorkers<Batch, BatchResult> results, LongConsumer bytesRead)
      throws IOException {
    int index = spool.segments().size();
    List<DocumentSummary> summaries = new ArrayList<>();
    List<SourceRun> sources = new ArrayList<>();
    List<Entry> digests = new ArrayList<>();
    BuildCounts counts = new BuildCounts();
    InputPosition end = spool.end();
    try (AtomicFile documents = new AtomicFile(spool.file(index, Spool.Kind.DOCUMENTS));
        AtomicFile dropped = new AtomicFile(spool.file(index, Spool.Kind.DROPPED))) {
      long first = spool.documents();
      long bytes = 0;
      while (!Spool.isFull(summaries.size(), bytes, work.segmentBytes()) && results.hasNext()) {
        BatchResult batch = results.next();
        documents.out().write(batch.documents());
        dropped.out().write(batch.dropped());
        for (DocumentSummary of : batch.summaries()) {
          digests.add(new Entry(of.digest().high(), of.digest().low(), first + digests.size()));
        }
        summaries.addAll(batch.summaries());
        batch.sources().forEach(run -> SourceRun.add(run, sources));
        counts.add(batch.counts());
        bytes += batch.documents().length;
        end = batch.end();
        bytesRead.accept(spool.counts().bytesIn() + counts.bytesIn());
      }
      documents.finish();
      dropped.finish();
    }
    SortedRun.write(spool.file(index, Spool.Kind.DIGESTS), digests);
    spool.commit(summaries, sources, end, counts);
  }
}
