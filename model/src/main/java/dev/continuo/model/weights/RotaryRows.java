package dev.continuo.model.weights;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.weights.WeightNames.Part;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The order of a head's rows where llama.cpp turns queries and keys of Llama and its kin: it turns
 * neighbours, HuggingFace the first half against the second. A head's rows {@code [a, b, c, d]} are
 * {@code [a, c, b, d]} in a GGUF file.
 */
final class RotaryRows {

  private RotaryRows() {}

  /** Whether the rows of a layer's part change places. */
  static boolean apply(ModelConfig config, Part part) {
    return (part == Part.QUERY || part == Part.KEY)
        && switch (config.architecture()) {
          case LLAMA, MISTRAL, SMOLLM3, GRANITE -> true;
          case QWEN3, GPT2, QWEN2, PHI3, GEMMA, GEMMA2, GEMMA3, OLMO2, GPT_NEOX, STARCODER2 ->
              false;
        };
  }

  /** A copy in HuggingFace's order of a matrix in llama.cpp's. */
  static Tensor fromNeighbours(Tensor tensor, int headSize, Arena arena) {
    return copy(tensor, headSize, arena, true);
  }

  /** A copy in llama.cpp's order of a matrix in HuggingFace's. */
  static Tensor toNeighbours(Tensor tensor, int headSize, Arena arena) {
    return copy(tensor, headSize, arena, false);
  }

  private static Tensor copy(Tensor tensor, int headSize, Arena arena, boolean fromNeighbours) {
    MemorySegment data = tensor.data();
    MemorySegment copy = arena.allocate(Math.max(1, data.byteSize()), Float.BYTES);
    long rows = tensor.spec().dimensions()[0];
    long rowBytes = data.byteSize() / rows;
    int half = headSize / 2;
    for (long row = 0; row < rows; row++) {
      long head = row / headSize * headSize;
      int place = (int) (row - head);
      long neighbour = head + 2L * (place % half) + place / half;
      long from = fromNeighbours ? neighbour : row;
      long to = fromNeighbours ? row : neighbour;
      MemorySegment.copy(data, from * rowBytes, copy, to * rowBytes, rowBytes);
    }
    return new Tensor(tensor.spec(), tensor.type(), copy.asSlice(0, data.byteSize()));
  }
}
