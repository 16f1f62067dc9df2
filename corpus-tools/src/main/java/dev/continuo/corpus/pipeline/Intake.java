package dev.continuo.corpus.pipeline;

import dev.continuo.corpus.dedup.Entry;
import dev.continuo.corpus.dedup.Facts;
import dev.continuo.corpus.dedup.SortedRun;
import dev.continuo.corpus.document.Stage;
import dev.continuo.corpus.read.ReadOptions;
import dev.continuo.corpus.read.Source;
import dev.continuo.tokenizer.files.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Reads files into a spool, through the stages that look at one document at a time, from the place
 * on where the spool ends.
 */
final class Intake {

  private final Spool spool;
  private final List<Source> sources;
  private final ReadOptions reading;
  private final Supplier<List<Stage>> stages;
  private final WorkOptions work;

  Intake(
      Spool spool,
      List<Source> sources,
      ReadOptions reading,
      Supplier<List<Stage>> stages,
      WorkOptions work) {
    this.spool = spool;
    this.sources = sources;
    this.reading = reading;
    this.stages = stages;
    this.work = work;
  }

  void run(Progress progress) throws IOException {
    long allBytes = 0;
    for (Source source : sources) {
      allBytes += Files.exists(source.path()) ? Files.size(source.path()) : 0;
    }
    long all = allBytes;
    try (BatchReader reader = new BatchReader(sources, reading, work.strict(), spool.end());
        OrderedWorkers<Batch, Judged> judged =
            new OrderedWorkers<>(
                work.threads(),
                reader,
                () -> new Judge(stages.get(), work.dropped().isPresent()))) {
      while (judged.hasNext()) {
        writeSegment(judged, read -> progress.at("reading", read, all));
      }
    }
  }

  private void writeSegment(OrderedWorkers<Batch, Judged> judged, LongConsumer bytesRead)
      throws IOException {
    int index = spool.segments().size();
    List<Facts> facts = new ArrayList<>();
    List<SourceRun> sources = new ArrayList<>();
    List<Entry> digests = new ArrayList<>();
    Tally tally = new Tally();
    Position end = spool.end();
    try (WholeFile documents = new WholeFile(spool.file(index, Spool.Kind.DOCUMENTS));
        WholeFile dropped = new WholeFile(spool.file(index, Spool.Kind.DROPPED))) {
      long first = spool.documents();
      long bytes = 0;
      while (!Spool.isFull(facts.size(), bytes, work.segmentBytes()) && judged.hasNext()) {
        Judged batch = judged.next();
        documents.out().write(batch.documents());
        dropped.out().write(batch.dropped());
        for (Facts of : batch.facts()) {
          digests.add(new Entry(of.digest().high(), of.digest().low(), first + digests.size()));
        }
        facts.addAll(batch.facts());
        batch.sources().forEach(run -> SourceRun.add(run, sources));
        tally.add(batch.tally());
        bytes += batch.documents().length;
        end = batch.end();
        bytesRead.accept(spool.tally().bytesIn() + tally.bytesIn());
      }
      documents.finish();
      dropped.finish();
    }
    SortedRun.write(spool.file(index, Spool.Kind.DIGESTS), digests);
    spool.commit(facts, sources, end, tally);
  }
}
