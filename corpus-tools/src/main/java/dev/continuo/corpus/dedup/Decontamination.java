package dev.continuo.corpus.dedup;

import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.Stage;
import dev.continuo.corpus.document.Verdict;

/** Drops documents that share a sequence of words with text that must stay out of the corpus. */
public final class Decontamination implements Stage {

  /** Under which a report counts what this stage drops. */
  public static final String REASON = "contaminated";

  private final WordSequences excluded;
  private final WordHashes words = new WordHashes();

  public Decontamination(WordSequences excluded) {
    this.excluded = excluded;
  }

  @Override
  public String name() {
    return "exclude";
  }

  @Override
  public Verdict judge(Document document) {
    return excluded.anyIn(words.of(document.text()))
        ? new Verdict.Drop(REASON)
        : new Verdict.Keep(document);
  }
}
