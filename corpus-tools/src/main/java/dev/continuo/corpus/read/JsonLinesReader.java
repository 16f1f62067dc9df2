package dev.continuo.corpus.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.continuo.corpus.document.Document;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The text field of each line of JSON Lines; a document's number is that of its line. */
final class JsonLinesReader implements SourceReader {

  private final SourceDocuments documents;
  private final LineBytes pieces;
  private final Utf8Bytes line;
  private final JsonFactory factory;

  JsonLinesReader(InputStream utf8, SourceDocuments documents) {
    this.documents = documents;
    int maximum = documents.options().maximumDocumentBytes();
    pieces = new LineBytes(utf8);
    line = new Utf8Bytes(maximum);
    factory =
        JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(maximum).build())
            .build();
  }

  @Override
  public @Nullable Document next() throws IOException {
    while (readLine()) {
      Document document = document();
      if (document != null) {
        return document;
      }
    }
    return null;
  }

  private boolean readLine() throws IOException {
    line.clear();
    boolean found = false;
    while (pieces.next()) {
      found = true;
      line.append(pieces.bytes(), pieces.start(), pieces.end());
      if (pieces.endsLine()) {
        break;
      }
    }
    return found;
  }

  private @Nullable Document document() throws IOException {
    if (line.overflowed()) {
      documents.loseTooLong();
      return null;
    }
    byte[] bytes = line.array();
    int length = line.length();
    if (Utf8Bytes.isBlank(bytes, 0, length)) {
      documents.skipNumber();
      return null;
    }
    boolean damaged = !SourceDocuments.isUtf8(bytes, 0, length);
    if (damaged) {
      bytes = new String(bytes, 0, length, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
      length = bytes.length;
    }
    try (JsonParser json = factory.createParser(bytes, 0, length)) {
      String text = text(json);
      return text == null ? null : documents.take(text, damaged);
    } catch (JsonProcessingException e) {
      documents.lose("broken-json", "expected a JSON object, found something else: " + place(e));
      return null;
    }
  }

  private static String place(JsonProcessingException failure) {
    return failure.getOriginalMessage().lines().findFirst().orElse("")
        + (failure.getLocation() == null
            ? ""
            : " at byte " + failure.getLocation().getByteOffset());
  }

  /** The text field's string; null, and the line reported, where there is none. */
  private @Nullable String text(JsonParser json) throws IOException {
    String field = documents.options().textField();
    if (json.nextToken() != JsonToken.START_OBJECT) {
      documents.lose("broken-json", "expected a JSON object, found " + json.currentToken());
      return null;
    }
    String text = null;
    JsonToken found = null;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken value = json.nextToken();
      if (name.equals(field)) {
        found = value;
        text = value == JsonToken.VALUE_STRING ? json.getText() : null;
      }
      json.skipChildren();
    }
    if (json.nextToken() != null) {
      documents.lose("broken-json", "expected one JSON object a line, found more after it");
      return null;
    }
    if (text == null) {
      documents.lose(
          "missing-field",
          "expected text in the field \"%s\", found %s; name another with --text-field"
              .formatted(field, found == null ? "no such field" : found));
    }
    return text;
  }

  @Override
  public void close() throws IOException {
    pieces.close();
  }
}
