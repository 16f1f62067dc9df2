package dev.continuo.model.backend;

/**
 * A weight on a device.
 *
 * @param name its HuggingFace name
 * @param shape its dimensions
 * @param first its first element's place among all weights
 * @param weight float32
 * @param rounded the weight in the type of {@link Backend#factors}; the weight itself where that is
 *     float32
 * @param gradient float32
 */
@SuppressWarnings("ArrayRecordComponent")
public record Parameter(
    String name, long[] shape, long first, Buffer weight, Buffer rounded, Buffer gradient) {

  public long elements() {
    return weight.elements();
  }
}
