package dev.continuo.corpus.dedup;

import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.Stage;
import dev.continuo.corpus.document.Verdict;

/** Drops documents whose text, to the last character, came before. */
public final class ExactDuplicates implements Stage {

  private final LongSet seen = new LongSet();

  @Override
  public String name() {
    return "exact-duplicates";
  }

  @Override
  public Verdict judge(Document document) {
    return seen.add(document.hash()) ? new Verdict.Keep(document) : new Verdict.Drop("duplicate");
  }
}
