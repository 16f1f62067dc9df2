package dev.continuo.corpus.pipeline;

import dev.continuo.corpus.clean.Cleaning;
import dev.continuo.corpus.dedup.ExactDuplicates;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.Stage;
import dev.continuo.corpus.document.Verdict;
import dev.continuo.corpus.filter.NotEmpty;
import dev.continuo.corpus.read.DocumentReader;
import dev.continuo.corpus.read.ReadOptions;
import dev.continuo.corpus.read.SplitRule;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One reading of files through a list of stages: the documents that come out, and the counts. */
final class Pass implements Iterator<Document>, AutoCloseable {

  private final DocumentReader reader;
  private final List<Stage> stages;
  private final SortedMap<String, Long> dropped = new TreeMap<>();
  private @Nullable Document next;
  private long documentsIn;

  private Pass(List<Path> files, SplitRule split, List<Stage> stages) {
    reader = DocumentReader.strict(files, ReadOptions.DEFAULT.withSplit(split));
    this.stages = stages;
  }

  /** Text to train on. */
  static Pass ofInputs(List<Path> files, SplitRule split) {
    return new Pass(files, split, List.of(new Cleaning(), new NotEmpty(), new ExactDuplicates()));
  }

  /** Text to validate on that the user chose: whatever is in it counts. */
  static Pass ofValidation(List<Path> files, SplitRule split) {
    return new Pass(files, split, List.of(new Cleaning(), new NotEmpty()));
  }

  @Override
  public boolean hasNext() {
    while (next == null && reader.hasNext()) {
      documentsIn++;
      next = judge(reader.next());
    }
    return next != null;
  }

  private @Nullable Document judge(Document document) {
    Document current = document;
    for (Stage stage : stages) {
      switch (stage.judge(current)) {
        case Verdict.Keep(Document kept) -> current = kept;
        case Verdict.Drop(String reason) -> {
          dropped.merge(reason, 1L, Long::sum);
          return null;
        }
      }
    }
    return current;
  }

  @Override
  public Document next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    Document result = next;
    next = null;
    return result;
  }

  long documentsIn() {
    return documentsIn;
  }

  /** How many documents were dropped, for each reason. */
  SortedMap<String, Long> dropped() {
    return dropped;
  }

  long bytesRead() {
    return reader.bytesRead();
  }

  @Override
  public void close() {
    reader.close();
  }
}
