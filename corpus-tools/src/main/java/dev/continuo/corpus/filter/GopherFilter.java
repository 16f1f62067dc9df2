package dev.continuo.corpus.filter;

import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.StepResult;
import dev.continuo.corpus.word.Words;
import org.jspecify.annotations.Nullable;

/** Drops documents by Gopher's rules: quality first, then repetition. */
final class GopherFilter extends RuleSetFilter {

  private final GopherRepetition repetition = new GopherRepetition();

  GopherFilter() {
    super(RuleSet.GOPHER);
  }

  @Override
  public StepResult apply(Document document) {
    Words words = languageWords.of(document);
    @Nullable String reason = GopherQuality.dropReason(document, words);
    if (reason == null) {
      reason = repetition.dropReason(document, words);
    }
    return reason == null ? new StepResult.Keep(document) : new StepResult.Drop(reason);
  }
}
