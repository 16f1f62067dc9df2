package dev.continuo.corpus.step;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.output.SplitDocument;
import dev.continuo.corpus.report.BuildCounts;
import dev.continuo.corpus.work.NumberedDocument;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of a preparation's kept documents are held out for validation.
 *
 * @param rule how they were chosen, as {@code corpus.json} says it
 * @param cut the document whose end is held out, where whole documents are too large for that
 */
record HeldOut(String rule, List<Range> ranges, @Nullable DocumentCut cut) {

  static final String BY_SOURCE = "by source";
  static final String END_OF_SOURCE = "end of source";
  static final String END_OF_DOCUMENT = "end of document";
  static final String OWN_FILE = "file of its own";

  /** The documents {@code [first, end)}. */
  record Range(long first, long end) {}

  HeldOut(String rule, List<Range> ranges) {
    this(rule, ranges, null);
  }

  /**
   * The choice by the options' share and seed; none where validation has files of its own.
   *
   * @throws CorpusException if there is too little text
   */
  static HeldOut choose(Inputs inputs, CorpusOptions options, PreparedCorpus prepared) {
    long documents = prepared.kept().documents();
    if (!inputs.validation().isEmpty()) {
      requireText(documents, options.inputs());
      requireText(prepared.validation().documents(), options.validationFile().stream().toList());
      return new HeldOut(OWN_FILE, List.of());
    }
    if (documents == 0) {
      throw new CorpusException(
          names(options.inputs())
              + ": expected text to train on, found none"
              + why(prepared.counts())
              + "; add text");
    }
    return new HeldOutChoice(SourceText.of(prepared), options.validationShare(), options.seed())
        .make();
  }

  /** A kept document as it goes into training or validation; one that is cut is two. */
  List<SplitDocument> split(NumberedDocument kept) {
    Document document = kept.document();
    if (cut != null && cut.number() == kept.number()) {
      return List.of(
          new SplitDocument(cut.beginning(document), false),
          new SplitDocument(cut.end(document), true));
    }
    return List.of(new SplitDocument(document, isHeldOut(kept.number())));
  }

  /** How many documents become two. */
  int cutDocuments() {
    return cut == null ? 0 : 1;
  }

  /** Whether a document is held out whole. */
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
