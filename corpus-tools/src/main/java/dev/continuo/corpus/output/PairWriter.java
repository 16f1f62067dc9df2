package dev.continuo.corpus.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.span.EndingMasker;
import dev.continuo.corpus.span.MaskedEnding;
import dev.continuo.corpus.span.SpanRule;
import dev.continuo.corpus.work.NumberedDocument;
import dev.continuo.corpus.work.SpoolBatch;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.function.Function;

/**
 * Writes masked-ending pairs as JSON Lines: {@code {"document", "span": [start, end], "cut",
 * "visible", "ending"}}, where offsets count the Unicode code points of the cleaned document.
 */
public final class PairWriter {

  /**
   * Some pairs.
   *
   * @param text a line each
   * @param bytesRead of the documents' texts
   */
  public record Lines(String text, long count, long bytesRead) {}

  private final JsonGenerator json;
  private final EndingMasker masker;
  private long pairs;

  private PairWriter(Writer out, EndingMasker masker) throws IOException {
    json =
        JsonFactory.builder()
            .build()
            .createGenerator(out)
            .setPrettyPrinter(new MinimalPrettyPrinter("\n"))
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    this.masker = masker;
  }

  /** A function that writes the pairs of batches, for one thread. */
  public static Function<SpoolBatch, Lines> of(SpanRule spans, long seed) {
    EndingMasker masker = new EndingMasker(spans, seed);
    return batch -> {
      StringWriter text = new StringWriter();
      try {
        PairWriter writer = new PairWriter(text, masker);
        for (NumberedDocument numbered : batch.documents()) {
          writer.write(numbered.document());
        }
        long count = writer.finish();
        return new Lines(text.toString(), count, batch.bytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  private void write(Document document) throws IOException {
    String text = document.text();
    int offset = 0;
    int codePoints = 0;
    for (MaskedEnding pair : masker.mask(text, document.hash())) {
      // Pairs come in the order of their starts, and several may share one.
      int start = codePoints + text.codePointCount(offset, pair.start());
      int cut = start + text.codePointCount(pair.start(), pair.cut());
      int end = cut + text.codePointCount(pair.cut(), pair.end());
      offset = pair.start();
      codePoints = start;
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
      pairs++;
    }
  }

  /** Ends the last line and returns the number of pairs. */
  private long finish() throws IOException {
    if (pairs > 0) {
      json.writeRaw('\n');
    }
    json.flush();
    return pairs;
  }
}
