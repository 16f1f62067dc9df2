package dev.continuo.model.weights;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.continuo.model.config.JsonObject;
import dev.continuo.model.config.ModelException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON at the start of a safetensors file, read token by token so that nothing is kept that
 * does not belong there: {@code {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0,
 * 24]}}}.
 */
final class SafetensorsHeader {

  /** One tensor's entry; the offsets count from the end of the header. */
  record Entry(TensorSpec spec, DataType type, long start, long end) {}

  private static final String METADATA = "__metadata__";
  private static final int MAX_DIMENSIONS = 16;

  private final String source;
  private final JsonParser parser;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final List<Entry> entries = new ArrayList<>();

  private SafetensorsHeader(String source, JsonParser parser) {
    this.source = source;
    this.parser = parser;
  }

  static SafetensorsHeader parse(String source, byte[] json) {
    try (JsonParser parser = JsonObject.parser(json)) {
      SafetensorsHeader header = new SafetensorsHeader(source, parser);
      header.read();
      return header;
    } catch (IOException e) {
      throw JsonObject.notJson(source, e);
    }
  }

  Map<String, String> metadata() {
    return metadata;
  }

  List<Entry> entries() {
    return entries;
  }

  private void read() throws IOException {
    expect(JsonToken.START_OBJECT, "the header");
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      expect(JsonToken.START_OBJECT, name);
      if (name.equals(METADATA)) {
        readMetadata();
      } else {
        entries.add(readEntry(name));
      }
    }
    if (parser.nextToken() != null) {
      throw wrong("the header", "the end", parser.currentToken());
    }
  }

  private void readMetadata() throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      expect(JsonToken.VALUE_STRING, METADATA);
      metadata.put(key, parser.getText());
    }
  }

  private Entry readEntry(String name) throws IOException {
    @Nullable DataType type = null;
    @Nullable List<Long> shape = null;
    @Nullable List<Long> offsets = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      switch (parser.currentName()) {
        case "dtype" -> type = readType(name);
        case "shape" -> shape = readCounts(name + ": shape");
        case "data_offsets" -> offsets = readCounts(name + ": data_offsets");
        default ->
            throw wrong(name, "dtype, shape and data_offsets", "a key " + parser.currentName());
      }
    }
    if (type == null || shape == null || offsets == null || offsets.size() != 2) {
      throw wrong(name, "dtype, shape and two data_offsets", "an entry without one of them");
    }
    TensorSpec spec = spec(name, shape);
    try {
      long bytes = type.bytesOf(spec.elementCount());
      if (offsets.getLast() - offsets.getFirst() != bytes) {
        throw wrong(name, bytes + " bytes for " + type + shape, "data_offsets " + offsets);
      }
      return new Entry(spec, type, offsets.getFirst(), offsets.getLast());
    } catch (ModelException e) {
      String message = String.valueOf(e.getMessage());
      throw message.startsWith(source)
          ? e
          : new ModelException(source + ": " + name + ": " + message, e);
    }
  }

  private TensorSpec spec(String name, List<Long> shape) {
    try {
      return new TensorSpec(name, shape);
    } catch (ModelException e) {
      throw new ModelException(source + ": " + e.getMessage(), e);
    }
  }

  private DataType readType(String name) throws IOException {
    expect(JsonToken.VALUE_STRING, name + ": dtype");
    try {
      DataType type = DataType.valueOf(parser.getText());
      if (type.isInSafetensors()) {
        return type;
      }
      throw new IllegalArgumentException("not a type of safetensors files: " + type);
    } catch (IllegalArgumentException e) {
      throw new ModelException(source + ": " + name + ": unknown dtype: " + parser.getText(), e);
    }
  }

  private List<Long> readCounts(String place) throws IOException {
    expect(JsonToken.START_ARRAY, place);
    List<Long> counts = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
          || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
          || parser.getLongValue() < 0) {
        throw wrong(place, "whole numbers of 64 bits, 0 or more", parser.getText());
      }
      if (counts.size() == MAX_DIMENSIONS) {
        throw wrong(place, "at most " + MAX_DIMENSIONS + " numbers", "more");
      }
      counts.add(parser.getLongValue());
    }
    return counts;
  }

  private void expect(JsonToken expected, String place) throws IOException {
    if (parser.nextToken() != expected) {
      throw wrong(place, expected.toString(), parser.currentToken());
    }
  }

  private ModelException wrong(String place, String expected, @Nullable Object found) {
    return new ModelException(
        source + ": " + place + ": expected " + expected + ", found " + found);
  }
}
