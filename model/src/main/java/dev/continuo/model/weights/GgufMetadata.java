package dev.continuo.model.weights;

import dev.continuo.model.config.ModelException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys and values at the start of a GGUF file. Values stay in the file until they are asked
 * for, so that a key that nobody wants takes no memory, whatever its size.
 */
public final class GgufMetadata {

  private static final int MOST_KEYS = 1 << 16;
  private static final int MOST_KEY_BYTES = 1 << 16;
  private static final int MOST_STRING_BYTES = 1 << 26;
  private static final int MOST_ELEMENTS = 1 << 22;

  /** Where a value begins, and its type; for an array that of its elements. */
  private record Place(GgufType type, boolean array, long offset) {}

  private final String source;
  private final MemorySegment file;
  private final Map<String, Place> places = new LinkedHashMap<>();

  private GgufMetadata(String source, MemorySegment file) {
    this.source = source;
    this.file = file;
  }

  /** Finds so many pairs of key and value, and moves past them. */
  static GgufMetadata read(String source, MemorySegment file, GgufCursor cursor, long count) {
    GgufMetadata metadata = new GgufMetadata(source, file);
    for (long i = 0; i < count; i++) {
      String key = cursor.string("the name of key " + i, MOST_KEY_BYTES);
      GgufType type = cursor.type(key);
      Place place;
      if (type == GgufType.ARRAY) {
        GgufType elements = cursor.type(key);
        place = new Place(elements, true, cursor.offset());
        metadata.skipArray(key, elements, cursor);
      } else {
        place = new Place(type, false, cursor.offset());
        skipValue(key, type, cursor);
      }
      if (metadata.places.put(key, place) != null) {
        throw new ModelException(source + ": " + key + ": expected one value, found two");
      }
    }
    return metadata;
  }

  static int mostKeys() {
    return MOST_KEYS;
  }

  public Set<String> keys() {
    return Set.copyOf(places.keySet());
  }

  public boolean has(String key) {
    return places.containsKey(key);
  }

  public Optional<String> text(String key) {
    return value(key)
        .map(
            place -> {
              if (place.type() != GgufType.STRING) {
                throw wrong(key, "a string", place);
              }
              return at(place).string(key, MOST_STRING_BYTES);
            });
  }

  public Optional<Boolean> flag(String key) {
    return value(key)
        .map(
            place -> {
              if (place.type() != GgufType.BOOL) {
                throw wrong(key, "true or false", place);
              }
              return at(place).flag(key);
            });
  }

  /** A whole number of 32 bits. */
  public int integer(String key) {
    Place place =
        value(key)
            .orElseThrow(() -> new ModelException(source + ": " + key + ": expected such a key"));
    long value = at(place).integer(key, place.type());
    if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
      throw new ModelException(
          source + ": " + key + ": expected a whole number of 32 bits, found " + value);
    }
    return (int) value;
  }

  /** The id of a token; empty where none is named, or one that no vocabulary can have. */
  public OptionalInt tokenId(String key, int vocabularySize) {
    return value(key)
        .map(place -> at(place).integer(key, place.type()))
        .filter(id -> id >= 0 && id < vocabularySize)
        .map(id -> OptionalInt.of(id.intValue()))
        .orElseGet(OptionalInt::empty);
  }

  public int integer(String key, int otherwise) {
    return has(key) ? integer(key) : otherwise;
  }

  public double number(String key, double otherwise) {
    return value(key).map(place -> at(place).number(key, place.type())).orElse(otherwise);
  }

  /** The strings of an array; empty where the key is absent. */
  public List<String> texts(String key) {
    Place place = array(key, GgufType.STRING);
    List<String> texts = new ArrayList<>();
    if (place != null) {
      GgufCursor cursor = at(place);
      long count = cursor.count(key, MOST_ELEMENTS, Long.BYTES);
      for (long i = 0; i < count; i++) {
        texts.add(cursor.string(key, MOST_KEY_BYTES));
      }
    }
    return texts;
  }

  /** The whole numbers of an array; empty where the key is absent. */
  public List<Integer> integers(String key) {
    Place place = places.get(key);
    List<Integer> integers = new ArrayList<>();
    if (place != null) {
      if (!place.array() || !place.type().isInteger()) {
        throw wrong(key, "an array of whole numbers", place);
      }
      GgufCursor cursor = at(place);
      long count = cursor.count(key, MOST_ELEMENTS, place.type().bytes());
      for (long i = 0; i < count; i++) {
        integers.add((int) cursor.integer(key, place.type()));
      }
    }
    return integers;
  }

  /** The numbers of an array, as float32; empty where the key is absent. */
  public List<Float> numbers(String key) {
    Place place = places.get(key);
    List<Float> numbers = new ArrayList<>();
    if (place != null) {
      if (!place.array() || place.type() == GgufType.STRING || place.type() == GgufType.BOOL) {
        throw wrong(key, "an array of numbers", place);
      }
      GgufCursor cursor = at(place);
      long count = cursor.count(key, MOST_ELEMENTS, place.type().bytes());
      for (long i = 0; i < count; i++) {
        numbers.add((float) cursor.number(key, place.type()));
      }
    }
    return numbers;
  }

  private void skipArray(String key, GgufType elements, GgufCursor cursor) {
    if (elements == GgufType.ARRAY) {
      throw new ModelException(source + ": " + key + ": arrays of arrays are not read");
    }
    if (elements == GgufType.STRING) {
      long count = cursor.count(key, Long.MAX_VALUE, Long.BYTES);
      for (long i = 0; i < count; i++) {
        cursor.skipString(key);
      }
    } else {
      long count = cursor.count(key, Long.MAX_VALUE, elements.bytes());
      cursor.skip(key, count * elements.bytes());
    }
  }

  private static void skipValue(String key, GgufType type, GgufCursor cursor) {
    if (type == GgufType.STRING) {
      cursor.skipString(key);
    } else {
      cursor.skip(key, type.bytes());
    }
  }

  private Optional<Place> value(String key) {
    Place place = places.get(key);
    if (place != null && place.array()) {
      throw wrong(key, "one value", place);
    }
    return Optional.ofNullable(place);
  }

  private @Nullable Place array(String key, GgufType type) {
    Place place = places.get(key);
    if (place != null && (!place.array() || place.type() != type)) {
      throw wrong(key, "an array of " + type, place);
    }
    return place;
  }

  private GgufCursor at(Place place) {
    return new GgufCursor(source, file, place.offset());
  }

  private ModelException wrong(String key, String expected, Place place) {
    return new ModelException(
        "%s: %s: expected %s, found %s%s"
            .formatted(source, key, expected, place.array() ? "an array of " : "", place.type()));
  }
}
