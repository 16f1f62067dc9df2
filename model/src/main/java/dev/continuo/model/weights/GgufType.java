package dev.continuo.model.weights;

import java.util.Optional;
import java.util.stream.Stream;

/** The types of a GGUF file's metadata. */
enum GgufType {
  UINT8(0, 1),
  INT8(1, 1),
  UINT16(2, 2),
  INT16(3, 2),
  UINT32(4, 4),
  INT32(5, 4),
  FLOAT32(6, 4),
  BOOL(7, 1),
  STRING(8, 0),
  ARRAY(9, 0),
  UINT64(10, 8),
  INT64(11, 8),
  FLOAT64(12, 8);

  private final int number;
  private final int bytes;

  GgufType(int number, int bytes) {
    this.number = number;
    this.bytes = bytes;
  }

  static Optional<GgufType> numbered(long number) {
    return Stream.of(values()).filter(type -> type.number == number).findFirst();
  }

  /** The number by which files name the type. */
  int number() {
    return number;
  }

  /** The size of one value, or 0 where values differ in size. */
  int bytes() {
    return bytes;
  }

  boolean isInteger() {
    return switch (this) {
      case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 -> true;
      case FLOAT32, FLOAT64, BOOL, STRING, ARRAY -> false;
    };
  }
}
