package dev.continuo.model.weights;

import dev.continuo.model.config.ModelException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A place in a GGUF file that moves on as values are read; never past the end. */
final class GgufCursor {

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final String source;
  private final MemorySegment file;
  private long offset;

  GgufCursor(String source, MemorySegment file, long offset) {
    this.source = source;
    this.file = file;
    this.offset = offset;
  }

  long offset() {
    return offset;
  }

  long uint32(String what) {
    return Integer.toUnsignedLong(file.get(INT, advance(what, Integer.BYTES)));
  }

  /** A number of things that take at least so many bytes each, so that a file can hold them. */
  long count(String what, long most, long leastBytes) {
    long at = offset;
    long count = file.get(LONG, advance(what, Long.BYTES));
    long room = (file.byteSize() - offset) / Math.max(1, leastBytes);
    if (count < 0 || count > Math.min(most, room)) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "%s: %s at byte %d: expected from 0 to %d, found %s; the file is damaged",
              source,
              what,
              at,
              Math.min(most, room),
              Long.toUnsignedString(count)));
    }
    return count;
  }

  String string(String what, int mostBytes) {
    int length = (int) count(what, mostBytes, 1);
    byte[] bytes = file.asSlice(advance(what, length), length).toArray(ValueLayout.JAVA_BYTE);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ModelException(
          String.format(
              Locale.ROOT, "%s: %s at byte %d: expected UTF-8", source, what, offset - length),
          e);
    }
  }

  boolean flag(String what) {
    return file.get(ValueLayout.JAVA_BYTE, advance(what, 1)) != 0;
  }

  /** Moves past a string without reading it. */
  void skipString(String what) {
    skip(what, count(what, Long.MAX_VALUE, 1));
  }

  void skip(String what, long bytes) {
    advance(what, bytes);
  }

  /** An integer of any width; an unsigned one above the greatest long is refused. */
  long integer(String what, GgufType type) {
    long at = advance(what, type.bytes());
    long value =
        switch (type) {
          case UINT8 -> Byte.toUnsignedLong(file.get(ValueLayout.JAVA_BYTE, at));
          case INT8 -> file.get(ValueLayout.JAVA_BYTE, at);
          case UINT16 -> Short.toUnsignedLong(file.get(SHORT, at));
          case INT16 -> file.get(SHORT, at);
          case UINT32 -> Integer.toUnsignedLong(file.get(INT, at));
          case INT32 -> file.get(INT, at);
          case UINT64, INT64 -> file.get(LONG, at);
          case FLOAT32, FLOAT64, BOOL, STRING, ARRAY ->
              throw new ModelException(
                  source + ": " + what + ": expected a whole number, found " + type);
        };
    if (type == GgufType.UINT64 && value < 0) {
      throw new ModelException(source + ": " + what + ": the number is too large");
    }
    return value;
  }

  double number(String what, GgufType type) {
    return switch (type) {
      case FLOAT32 -> decimal(Float.intBitsToFloat(file.get(INT, advance(what, type.bytes()))));
      case FLOAT64 -> Double.longBitsToDouble(file.get(LONG, advance(what, type.bytes())));
      case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 -> (double) integer(what, type);
      case BOOL, STRING, ARRAY ->
          throw new ModelException(source + ": " + what + ": expected a number, found " + type);
    };
  }

  /** The shortest decimal that a float stands for: what was 1e-6 is 1e-6 again. */
  private static double decimal(float value) {
    return Double.parseDouble(Float.toString(value));
  }

  GgufType type(String what) {
    long number = uint32(what);
    return GgufType.numbered(number)
        .orElseThrow(
            () ->
                new ModelException(
                    String.format(
                        Locale.ROOT,
                        "%s: %s: unknown type of metadata: %d",
                        source,
                        what,
                        number)));
  }

  private long advance(String what, long bytes) {
    if (bytes > file.byteSize() - offset) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "%s: %s: expected %d bytes from byte %d, found the end of the file at %d; it is truncated",
              source,
              what,
              bytes,
              offset,
              file.byteSize()));
    }
    long from = offset;
    offset += bytes;
    return from;
  }
}
