package dev.continuo.corpus.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The text field of each object in JSON Lines, where a document's number is that of its line, or in
 * arrays and objects over several lines, where it is that of the value. A string is a text itself.
 */
final class JsonReader implements DocumentSource {

  private final SourceFile file;
  private final JsonValues values;
  private final JsonFactory factory;
  private boolean ended;

  private JsonReader(JsonValues values, SourceFile file) {
    this.values = values;
    this.file = file;
    factory = lenient(file.options().maximumDocumentBytes());
  }

  static JsonReader open(InputStream utf8, SourceFile file) throws IOException {
    JsonValues values = JsonValues.of(new LineBytes(utf8), file.options().maximumDocumentBytes());
    file.callDocuments(values instanceof JsonLineValues ? "line" : "value");
    return new JsonReader(values, file);
  }

  /** The content of other fields is not checked, as long as the text can be found. */
  private static JsonFactory lenient(int maximum) {
    return JsonFactory.builder()
        .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
        .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxStringLength(maximum)
                .maxNameLength(maximum)
                .maxNumberLength(maximum)
                .build())
        .build();
  }

  @Override
  public ReadResult next() throws IOException {
    if (!ended && values.next()) {
      return document(values.bytes());
    }
    boolean early = !ended && values.endsEarly();
    ended = true;
    return early
        ? file.lost("truncated", "expected the rest of an array, found the end of the file")
        : ReadResult.ENDED;
  }

  private ReadResult document(Utf8Bytes value) throws IOException {
    if (value.overflowed()) {
      return file.loseTooLong();
    }
    byte[] bytes = value.array();
    int length = value.length();
    if (Utf8Bytes.isBlank(bytes, 0, length)) {
      return file.skipNumber();
    }
    if (value.hasZero()) {
      return file.loseBinary();
    }
    boolean damaged = !SourceFile.isUtf8(bytes, 0, length);
    if (damaged) {
      bytes = new String(bytes, 0, length, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
      length = bytes.length;
    }
    try (JsonParser json = factory.createParser(bytes, 0, length)) {
      return text(json, damaged);
    } catch (JsonProcessingException e) {
      return file.lost("broken-json", "expected a JSON object, found something else: " + place(e));
    }
  }

  private static String place(JsonProcessingException failure) {
    return failure.getOriginalMessage().lines().findFirst().orElse("")
        + (failure.getLocation() == null
            ? ""
            : " at byte " + failure.getLocation().getByteOffset());
  }

  /** The document of a string, or of the text field's string. */
  private ReadResult text(JsonParser json, boolean damaged) throws IOException {
    String field = file.options().textField();
    JsonToken first = json.nextToken();
    if (first == JsonToken.VALUE_STRING && values.areTexts()) {
      String text = json.getText();
      return json.nextToken() == null ? take(text, damaged) : loseMore();
    }
    if (first != JsonToken.START_OBJECT) {
      return file.lost("broken-json", "expected a JSON object, found " + first);
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
      return loseMore();
    }
    if (text == null) {
      return file.lost(
          "missing-field",
          "expected text in the field \"%s\", found %s; name another text field"
              .formatted(field, found == null ? "no such field" : found));
    }
    return take(text, damaged);
  }

  private ReadResult loseMore() {
    return file.lost("broken-json", "expected one JSON object a line, found more after it");
  }

  /** Invalid bytes are in another field unless the text contains their mark. */
  private ReadResult take(String text, boolean damaged) {
    return file.take(text, damaged && text.indexOf(SourceFile.REPLACEMENT) >= 0);
  }

  @Override
  public void close() throws IOException {
    values.close();
  }
}
