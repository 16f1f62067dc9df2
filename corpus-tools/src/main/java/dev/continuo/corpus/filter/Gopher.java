package dev.continuo.corpus.filter;

import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.Stage;
import dev.continuo.corpus.document.Verdict;
import dev.continuo.corpus.word.Words;
import org.jspecify.annotations.Nullable;

/** Drops documents by Gopher's rules: quality first, then repetition. */
final class Gopher implements Stage {

  private final Analysis analysis = new Analysis();
  private final GopherRepetition repetition = new GopherRepetition();

  @Override
  public String name() {
    return RuleSet.GOPHER.label();
  }

  @Override
  public Verdict judge(Document document) {
    Words words = analysis.words(document);
    @Nullable String reason = GopherQuality.judge(document, words);
    if (reason == null) {
      reason = repetition.judge(document, words);
    }
    return reason == null ? new Verdict.Keep(document) : new Verdict.Drop(reason);
  }
}
