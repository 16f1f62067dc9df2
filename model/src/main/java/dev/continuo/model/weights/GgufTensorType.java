package dev.continuo.model.weights;

import dev.continuo.model.config.ModelException;
import java.util.Map;

/** The numbers by which GGUF files name tensor types. */
final class GgufTensorType {

  private static final Map<Long, DataType> READABLE =
      Map.of(
          0L, DataType.F32,
          1L, DataType.F16,
          8L, DataType.Q8_0,
          24L, DataType.I8,
          25L, DataType.I16,
          26L, DataType.I32,
          27L, DataType.I64,
          28L, DataType.F64,
          30L, DataType.BF16);

  /** What people call the most common of the others. */
  private static final Map<Long, String> OTHERS =
      Map.of(
          2L, "Q4_0",
          3L, "Q4_1",
          6L, "Q5_0",
          7L, "Q5_1",
          10L, "Q2_K",
          11L, "Q3_K",
          12L, "Q4_K",
          13L, "Q5_K",
          14L, "Q6_K");

  private GgufTensorType() {}

  /** The type of a number; the place is for the message. */
  static DataType numbered(String place, long number) {
    DataType type = READABLE.get(number);
    if (type == null) {
      throw new ModelException(
          "%s: expected weights of type F32, F16, BF16 or Q8_0, found %s; take or make a GGUF file of one of these"
              .formatted(place, OTHERS.getOrDefault(number, "type " + number)));
    }
    return type;
  }

  static int number(DataType type) {
    return READABLE.entrySet().stream()
        .filter(entry -> entry.getValue() == type)
        .findFirst()
        .orElseThrow(() -> new ModelException("GGUF files have no tensors of type " + type))
        .getKey()
        .intValue();
  }
}
