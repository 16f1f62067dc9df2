package dev.continuo.corpus.work;

import java.util.List;

/**
 * Documents in a row that come from one file.
 *
 * @param source the file, counted from 0
 */
public record SourceRun(int source, long documents) {

  /** Adds a document to the last run of a list, or begins another. */
  public static void add(int source, List<SourceRun> runs) {
    add(new SourceRun(source, 1), runs);
  }

  /** Adds a run to the last one of a list, or after it. */
  public static void add(SourceRun run, List<SourceRun> runs) {
    if (!runs.isEmpty() && runs.getLast().source() == run.source()) {
      SourceRun last = runs.removeLast();
      runs.add(new SourceRun(run.source(), last.documents() + run.documents()));
    } else {
      runs.add(run);
    }
  }
}
