package dev.continuo.model.backend;

/**
 * Elements in the memory of a device.
 *
 * @param name what it holds, for programs and errors
 * @param type of each element
 * @param elements how many
 * @param address of the first, on the device
 */
public record Buffer(String name, ElementType type, long elements, long address) {

  public long bytes() {
    return elements * type.bytes();
  }

  /** The elements from {@code first} on, as a buffer. */
  public Buffer slice(String part, long first, long count) {
    if (first < 0 || count < 0 || first > elements - count) {
      throw new IndexOutOfBoundsException(
          name + " has " + elements + " elements, not " + first + " + " + count);
    }
    return new Buffer(part, type, count, address + first * type.bytes());
  }
}
