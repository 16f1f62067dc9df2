package dev.continuo.corpus.work;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A pass over a spool on several threads: for every segment that has no file of some kind yet,
 * makes it from the segment's documents.
 */
public final class SegmentPass {

  /** Writes what was made of a segment. */
  public interface Output<O> {

    /** Writes a file that appears whole or not at all. */
    void write(int segment, List<O> results) throws IOException;
  }

  private record Result<O>(SpoolBatch batch, O made) {}

  private final Spool spool;
  private final Spool.Kind kind;
  private final String phase;
  private final WorkOptions work;
  private final Progress progress;

  /**
   * A pass.
   *
   * @param phase what progress calls it
   */
  public SegmentPass(
      Spool spool, Spool.Kind kind, String phase, WorkOptions work, Progress progress) {
    this.spool = spool;
    this.kind = kind;
    this.phase = phase;
    this.work = work;
    this.progress = progress;
  }

  /**
   * Runs it.
   *
   * @param reading the documents wanted of some segments
   * @param functions makes a function for each thread
   */
  public <O> void run(
      Function<List<Spool.Segment>, SpoolReader> reading,
      Supplier<Function<List<NumberedDocument>, O>> functions,
      Output<O> output)
      throws IOException {
    List<Spool.Segment> missing =
        spool.segments().stream()
            .filter(segment -> !Files.exists(spool.file(segment.index(), kind)))
            .toList();
    long done = spool.bytes() - missing.stream().mapToLong(Spool.Segment::bytes).sum();
    try (SpoolReader reader = reading.apply(missing);
        OrderedWorkers<SpoolBatch, Result<O>> results =
            new OrderedWorkers<>(work.threads(), reader, () -> results(functions.get()))) {
      List<O> ofSegment = new ArrayList<>();
      while (results.hasNext()) {
        Result<O> result = results.next();
        ofSegment.add(result.made());
        if (result.batch().last()) {
          output.write(result.batch().segment(), ofSegment);
          ofSegment.clear();
        }
        done += result.batch().bytes();
        progress.at(phase, done, spool.bytes());
      }
    }
  }

  private static <O> Function<SpoolBatch, Result<O>> results(
      Function<List<NumberedDocument>, O> function) {
    return batch -> new Result<>(batch, function.apply(batch.documents()));
  }
}
