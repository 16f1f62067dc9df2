package dev.continuo.corpus.span;

/** What a span is made of. */
public enum SpanUnit {
  /** As many whole sentences as fit; the end of a paragraph ends a span that is half full. */
  SENTENCES,
  /** As many whole sentences of one paragraph as fit. */
  PARAGRAPHS
}
