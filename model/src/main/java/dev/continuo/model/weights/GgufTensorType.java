package dev.continuo.model.weights;

import dev.continuo.model.config.ModelException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The numbers by which GGUF files name tensor types. */
final class GgufTensorType {

  private static final Map<Long, DataType> READABLE =
      Map.ofEntries(
          Map.entry(0L, DataType.F32),
          Map.entry(1L, DataType.F16),
          Map.entry(2L, DataType.Q4_0),
          Map.entry(3L, DataType.Q4_1),
          Map.entry(6L, DataType.Q5_0),
          Map.entry(7L, DataType.Q5_1),
          Map.entry(8L, DataType.Q8_0),
          Map.entry(10L, DataType.Q2_K),
          Map.entry(11L, DataType.Q3_K),
          Map.entry(12L, DataType.Q4_K),
          Map.entry(13L, DataType.Q5_K),
          Map.entry(14L, DataType.Q6_K),
          Map.entry(20L, DataType.IQ4_NL),
          Map.entry(23L, DataType.IQ4_XS),
          Map.entry(24L, DataType.I8),
          Map.entry(25L, DataType.I16),
          Map.entry(26L, DataType.I32),
          Map.entry(27L, DataType.I64),
          Map.entry(28L, DataType.F64),
          Map.entry(30L, DataType.BF16));

  /** What people call the others. */
  private static final Map<Long, String> OTHERS =
      Map.of(
          16L, "IQ2_XXS",
          17L, "IQ2_XS",
          18L, "IQ3_XXS",
          19L, "IQ1_S",
          21L, "IQ3_S",
          22L, "IQ2_S",
          29L, "IQ1_M",
          34L, "TQ1_0",
          35L, "TQ2_0",
          39L, "MXFP4");

  /** The types that weights can have, for messages. */
  static final String NAMES =
      Stream.of(DataType.values())
          .filter(DataType::isReadableAsFloat)
          .map(DataType::name)
          .collect(Collectors.joining(", "));

  private GgufTensorType() {}

  /** The type of a number; the place is for the message. */
  static DataType numbered(String place, long number) {
    DataType type = READABLE.get(number);
    if (type == null) {
      throw new ModelException(
          "%s: expected weights of type %s, found %s; take or make a GGUF file of one of these"
              .formatted(place, NAMES, OTHERS.getOrDefault(number, "type " + number)));
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
