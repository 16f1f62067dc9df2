package dev.continuo.corpus.pipeline;

import dev.continuo.corpus.document.CorpusException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Which of a preparation's kept documents are held out for validation. */
final class HeldOut {

  private static final int FEWEST_DOCUMENTS = 2;

  private final Preparation prepared;
  private final Partition partition;

  private HeldOut(Preparation prepared, Partition partition) {
    this.prepared = prepared;
    this.partition = partition;
  }

  /**
   * The choice by the options' share and seed; none where validation has files of its own.
   *
   * @throws CorpusException if there is too little text
   */
  static HeldOut choose(Inputs inputs, CorpusOptions options, Preparation prepared) {
    long documents = prepared.keptDocuments();
    if (!inputs.validation().isEmpty()) {
      requireText(documents, options.inputs());
      requireText(prepared.validation().documents(), options.validationFile().stream().toList());
      return new HeldOut(prepared, new Partition(0, 0));
    }
    if (documents < FEWEST_DOCUMENTS) {
      throw new CorpusException(
          String.format(
                  Locale.ROOT,
                  "%s: expected at least two documents, to train and to validate on, found %d%s;",
                  names(options.inputs()),
                  documents,
                  why(prepared.tally()))
              + " add text, pass --val FILE, or split smaller with --split paragraphs");
    }
    Partition.Finder finder = new Partition.Finder(options.validationShare(), options.seed());
    for (long number = 0; number < prepared.ledger().documents(); number++) {
      if (prepared.isKept(number)) {
        finder.add(hash(prepared, number));
      }
    }
    return new HeldOut(prepared, finder.find());
  }

  boolean isHeldOut(long number) {
    return partition.isValidation(hash(prepared, number));
  }

  private static long hash(Preparation prepared, long number) {
    return prepared.ledger().facts(number).digest().high();
  }

  /** What the reader of a message should know about documents that are missing. */
  private static String why(Tally tally) {
    if (!tally.problems().isEmpty()) {
      return " (" + tally.problems().getFirst() + ")";
    }
    return tally.dropped().isEmpty() ? "" : " (dropped: " + tally.dropped() + ")";
  }

  private static void requireText(long documents, List<Path> files) {
    if (documents == 0) {
      throw new CorpusException(names(files) + ": expected text, found only blank lines");
    }
  }

  private static String names(List<Path> files) {
    return files.getFirst() + (files.size() == 1 ? "" : " and " + (files.size() - 1) + " more");
  }
}
