package dev.continuo.corpus.filter;

import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.DocumentStep;
import dev.continuo.corpus.document.StepResult;

/** Drops documents without text. */
public final class NotEmpty implements DocumentStep {

  @Override
  public String name() {
    return "not-empty";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public StepResult apply(Document document) {
    return document.text().isBlank() ? new StepResult.Drop("empty") : new StepResult.Keep(document);
  }
}
