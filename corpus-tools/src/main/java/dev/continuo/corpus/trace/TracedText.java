package dev.continuo.corpus.trace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A text and where it stands in the training text.
 *
 * @param text the text; where the vocabulary has no tokens for it as it is, what its tokens stand
 *     for
 * @param tokens how many it has
 * @param spans the spans that stand in the training text verbatim, in order
 * @param nearest passages of the documents that are most similar to the rest of the text
 */
public record TracedText(
    String text, int tokens, List<TextSpan> spans, List<NearDocument> nearest) {

  /**
   * A span in characters.
   *
   * @param start its first UTF-16 unit
   * @param end the one behind its last
   * @param span the span in tokens
   */
  public record TextSpan(int start, int end, VerbatimSpan span) {}

  public TracedText {
    spans = List.copyOf(spans);
    nearest = List.copyOf(nearest);
  }

  /** How many of the tokens are within spans. */
  public int verbatimTokens() {
    int verbatim = 0;
    int last = 0;
    for (TextSpan span : spans) {
      verbatim += span.span().endToken() - Math.max(last, span.span().firstToken());
      last = span.span().endToken();
    }
    return verbatim;
  }

  /** The JSON that commands and the service answer with. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("text", text).put("tokens", tokens);
    ArrayNode all = json.putArray("spans");
    for (TextSpan span : spans) {
      ObjectNode one = all.addObject();
      one.put("start", span.start()).put("end", span.end());
      one.put("text", text.substring(span.start(), span.end()));
      one.put("tokens", span.span().tokens()).put("count", span.span().count());
      ArrayNode places = one.putArray("places");
      for (Place place : span.span().places()) {
        places
            .addObject()
            .put("document", place.document())
            .put("source", place.source())
            .put("position", place.position())
            .put("before", place.before())
            .put("text", place.text())
            .put("after", place.after());
      }
    }
    ArrayNode documents = json.putArray("nearest");
    for (NearDocument document : nearest) {
      documents
          .addObject()
          .put("document", document.document())
          .put("source", document.source())
          .put("score", document.score())
          .put("text", document.text());
    }
    return json;
  }
}
