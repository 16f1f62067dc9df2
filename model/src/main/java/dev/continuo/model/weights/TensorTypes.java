package dev.continuo.model.weights;

import java.util.List;

/**
 * Which type each tensor of an exported file has, as llama.cpp's {@code quantize} chooses: vectors
 * and learned positions stay F32; the output is in Q6_K at least; Q4_K_M gives Q6_K to half of the
 * values' and down projections. Where columns are no multiple of a block, a type of 32 elements
 * with about as many bits takes its place, and F16 where that is not possible either.
 *
 * @param type of the file
 * @param layerCount of the model
 * @param hasOutput whether the output has a matrix of its own; if not, the embedding is it
 */
record TensorTypes(ExportType type, int layerCount, boolean hasOutput) {

  private static final List<String> SENSITIVE =
      List.of(".attn_qkv.weight", ".attn_v.weight", ".ffn_down.weight");

  /** The type of a matrix under its name in GGUF. */
  DataType of(String name, long columns) {
    if (!type.isQuantized()) {
      return type.base();
    }
    DataType wanted = wanted(name, columns);
    DataType found = fits(wanted, columns) ? wanted : smaller(wanted);
    return fits(found, columns) ? found : DataType.F16;
  }

  private DataType wanted(String name, long columns) {
    DataType base = type.base();
    if (name.equals(hasOutput ? GgufNames.OUTPUT : GgufNames.EMBEDDING)) {
      return type == ExportType.Q8_0 || !fits(base, columns) ? DataType.Q8_0 : DataType.Q6_K;
    }
    boolean sensitive = SENSITIVE.stream().anyMatch(name::endsWith);
    return type == ExportType.Q4_K_M && sensitive && suffersMost(layer(name))
        ? DataType.Q6_K
        : base;
  }

  /** The first and the last eighth of the layers, and every third between. */
  private boolean suffersMost(int layer) {
    int eighth = layerCount / 8;
    return layer < eighth || layer >= 7 * layerCount / 8 || (layer - eighth) % 3 == 2;
  }

  private static int layer(String name) {
    return Integer.parseInt(name.substring("blk.".length(), name.indexOf('.', "blk.".length())));
  }

  private static DataType smaller(DataType wanted) {
    return switch (wanted) {
      case Q4_K -> DataType.Q5_0;
      case Q6_K -> DataType.Q8_0;
      default -> DataType.F16;
    };
  }

  private static boolean fits(DataType type, long columns) {
    return columns % type.blockElements() == 0;
  }
}
