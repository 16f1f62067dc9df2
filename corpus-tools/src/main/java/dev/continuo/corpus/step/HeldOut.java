package dev.continuo.corpus.step;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.report.BuildCounts;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Which of a preparation's kept documents are held out for validation.
 *
 * @param rule how they were chosen, as {@code corpus.json} says it
 */
record HeldOut(String rule, List<Range> ranges) {

  static final String BY_SOURCE = "by source";
  static final String END_OF_SOURCE = "end of source";
  static final String OWN_FILE = "file of its own";

  private static final int FEWEST_DOCUMENTS = 2;

  /** The documents {@code [first, end)}. */
  record Range(long first, long end) {}

  /**
   * The choice by the options' share and seed; none where validation has files of its own.
   *
   * @throws CorpusException if there is too little text
   */
  static HeldOut choose(Inputs inputs, CorpusOptions options, PreparedCorpus prepared) {
    long documents = prepared.keptDocuments();
    if (!inputs.validation().isEmpty()) {
      requireText(documents, options.inputs());
      requireText(prepared.validation().documents(), options.validationFile().stream().toList());
      return new HeldOut(OWN_FILE, List.of());
    }
    if (documents < FEWEST_DOCUMENTS) {
      throw new CorpusException(
          String.format(
                  Locale.ROOT,
                  "%s: expected at least two documents, to train and to validate on, found %d%s;",
                  names(options.inputs()),
                  documents,
                  why(prepared.counts()))
              + " add text, pass --val FILE, or split smaller with --split paragraphs");
    }
    return new HeldOutChoice(SourceText.of(prepared), options.validationShare(), options.seed())
        .make();
  }

  /** Whether a document is held out. */
  boolean isHeldOut(long number) {
    int low = 0;
    int high = ranges.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ranges.get(middle).end() <= number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < ranges.size() && ranges.get(low).first() <= number;
  }

  /** What the reader of a message should know about documents that are missing. */
  static String why(BuildCounts counts) {
    if (!counts.problems().isEmpty()) {
      return " (" + counts.problems().getFirst() + ")";
    }
    return counts.dropped().isEmpty() ? "" : " (dropped: " + counts.dropped() + ")";
  }

  private static void requireText(long documents, List<Path> files) {
    if (documents == 0) {
      throw new CorpusException(names(files) + ": expected text, found only blank lines");
    }
  }

  /** The names of files, for a message. */
  static String names(List<Path> files) {
    return files.getFirst() + (files.size() == 1 ? "" : " and " + (files.size() - 1) + " more");
  }
}
