package dev.continuo.model.weights;

/**
 * A block of a quantized type, unpacked: its elements are in groups that share a scale and a
 * minimum, and an element is scale · level − minimum. Of the group {@code (0.5, 1, [0, 3, …])} the
 * first elements are −1 and 0.5.
 */
@SuppressWarnings("ArrayRecordComponent") // filled again and again, never compared
public record UnpackedBlock(byte[] levels, float[] scales, float[] minimums) {

  /** Room for the blocks of a type. */
  static UnpackedBlock of(DataType type) {
    int groups = type.blockElements() / type.groupElements();
    return new UnpackedBlock(new byte[type.blockElements()], new float[groups], new float[groups]);
  }

  /** How many elements share a scale. */
  public int groupElements() {
    return levels.length / scales.length;
  }

  /** The elements of the block. */
  void toFloats(float[] floats, int to) {
    int size = groupElements();
    for (int group = 0; group < scales.length; group++) {
      float scale = scales[group];
      float minimum = minimums[group];
      for (int i = group * size; i < (group + 1) * size; i++) {
        floats[to + i] = scale * levels[i] - minimum;
      }
    }
  }
}
