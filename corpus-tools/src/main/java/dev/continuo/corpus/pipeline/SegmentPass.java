package dev.continuo.corpus.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/**
 * Makes a file of one kind for every segment of a spool that has none yet, from the segment's
 * documents, on several threads.
 */
final class SegmentPass {

  /** Writes what was made of a segment. */
  interface Output<O> {

    /** Writes a file that appears whole or not at all. */
    void write(int segment, List<O> results) throws IOException;
  }

  private record Result<O>(SpoolBatch batch, O made) {}

  private SegmentPass() {}

  static <O> void run(
      Spool spool,
      Spool.Kind kind,
      LongPredicate wanted,
      WorkOptions work,
      Supplier<Function<List<Numbered>, O>> functions,
      Output<O> output,
      Runnable afterSegment)
      throws IOException {
    List<Spool.Segment> missing =
        spool.segments().stream()
            .filter(segment -> !Files.exists(spool.file(segment.index(), kind)))
            .toList();
    try (SpoolReader reader = new SpoolReader(spool, missing, wanted);
        OrderedWorkers<SpoolBatch, Result<O>> results =
            new OrderedWorkers<>(
                work.threads(),
                reader,
                () -> {
                  Function<List<Numbered>, O> function = functions.get();
                  return batch -> new Result<>(batch, function.apply(batch.documents()));
                })) {
      List<O> ofSegment = new ArrayList<>();
      while (results.hasNext()) {
        Result<O> result = results.next();
        ofSegment.add(result.made());
        if (result.batch().last()) {
          output.write(result.batch().segment(), ofSegment);
          ofSegment.clear();
          afterSegment.run();
        }
      }
    }
  }
}
