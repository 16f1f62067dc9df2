package dev.continuo.corpus.trace;

import java.util.List;

/**
 * Where a text stands in the training text.
 *
 * @param spans the spans that stand there verbatim, in order; none lies within another, but one may
 *     begin before the last one ends
 * @param nearest passages of the documents that are most like the rest of the text
 */
public record Trace(List<VerbatimSpan> spans, List<NearDocument> nearest) {

  public Trace {
    spans = List.copyOf(spans);
    nearest = List.copyOf(nearest);
  }
}
