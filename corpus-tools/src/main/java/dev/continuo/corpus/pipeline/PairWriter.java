package dev.continuo.corpus.pipeline;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.span.EndingMasker;
import dev.continuo.corpus.span.MaskedEnding;
import java.io.IOException;
import java.io.Writer;

/**
 * Writes masked-ending pairs as JSON Lines: {@code {"document", "span": [start, end], "cut",
 * "visible", "ending"}}, where offsets count the Unicode code points of the cleaned document.
 */
final class PairWriter {

  private final JsonGenerator json;
  private final EndingMasker masker;
  private long pairs;

  PairWriter(Writer out, EndingMasker masker) throws IOException {
    json =
        JsonFactory.builder()
            .build()
            .createGenerator(out)
            .setPrettyPrinter(new MinimalPrettyPrinter("\n"))
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    this.masker = masker;
  }

  void write(Document document) throws IOException {
    String text = document.text();
    int offset = 0;
    int codePoints = 0;
    for (MaskedEnding pair : masker.mask(text, document.hash())) {
      int start = codePoints + text.codePointCount(offset, pair.start());
      int cut = start + text.codePointCount(pair.start(), pair.cut());
      int end = cut + text.codePointCount(pair.cut(), pair.end());
      json.writeStartObject();
      json.writeStringField("document", document.id());
      json.writeArrayFieldStart("span");
      json.writeNumber(start);
      json.writeNumber(end);
      json.writeEndArray();
      json.writeNumberField("cut", cut);
      json.writeStringField("visible", text.substring(pair.start(), pair.cut()));
      json.writeStringField("ending", text.substring(pair.cut(), pair.end()));
      json.writeEndObject();
      offset = pair.end();
      codePoints = end;
      pairs++;
    }
  }

  /** Ends the last line and returns the number of pairs. */
  long finish() throws IOException {
    if (pairs > 0) {
      json.writeRaw('\n');
    }
    json.flush();
    return pairs;
  }
}
