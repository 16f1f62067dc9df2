package dev.continuo.corpus.filter;

import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.Stage;
import dev.continuo.corpus.document.Verdict;

/** Drops documents without text. */
public final class NotEmpty implements Stage {

  @Override
  public String name() {
    return "not-empty";
  }

  @Override
  public Verdict judge(Document document) {
    return document.text().isBlank() ? new Verdict.Drop("empty") : new Verdict.Keep(document);
  }
}
