package dev.continuo.model.weights;

import dev.continuo.model.config.ModelException;
import dev.continuo.tokenizer.files.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/** Writes a GGUF file of version 3: first the keys, in their order, then the tensors. */
public final class GgufWriter {

  private static final int VERSION = 3;

  /** A tensor that is still to come. */
  record TensorInfo(TensorSpec spec, DataType type) {}

  private final ByteArrayOutputStream keys = new ByteArrayOutputStream();
  private final Set<String> names = new HashSet<>();

  /** Adds a string. */
  public GgufWriter text(String key, String value) {
    begin(key, GgufType.STRING);
    put(keys, value);
    return this;
  }

  /** Adds a whole number, 0 or more. */
  public GgufWriter integer(String key, int value) {
    begin(key, GgufType.UINT32);
    putInt(keys, value);
    return this;
  }

  public GgufWriter number(String key, float value) {
    begin(key, GgufType.FLOAT32);
    putInt(keys, Float.floatToIntBits(value));
    return this;
  }

  public GgufWriter flag(String key, boolean value) {
    begin(key, GgufType.BOOL);
    keys.write(value ? 1 : 0);
    return this;
  }

  public GgufWriter texts(String key, List<String> values) {
    begin(key, GgufType.ARRAY);
    putInt(keys, GgufType.STRING.number());
    putLong(keys, values.size());
    values.forEach(value -> put(keys, value));
    return this;
  }

  public GgufWriter numbers(String key, List<Float> values) {
    begin(key, GgufType.ARRAY);
    putInt(keys, GgufType.FLOAT32.number());
    putLong(keys, values.size());
    values.forEach(value -> putInt(keys, Float.floatToIntBits(value)));
    return this;
  }

  public GgufWriter integers(String key, List<Integer> values) {
    begin(key, GgufType.ARRAY);
    putInt(keys, GgufType.INT32.number());
    putLong(keys, values.size());
    values.forEach(value -> putInt(keys, value));
    return this;
  }

  /**
   * Writes the file, or leaves what was there before.
   *
   * @param source gives a tensor's bytes; asked for one tensor after the other
   */
  void write(Path file, List<TensorInfo> tensors, Function<TensorInfo, MemorySegment> source) {
    byte[] header = header(tensors);
    AtomicFile.write(
        file,
        channel -> {
          AtomicFile.writeFully(channel, ByteBuffer.wrap(header));
          for (TensorInfo tensor : tensors) {
            MemorySegment data = source.apply(tensor);
            if (data.byteSize() != bytes(tensor)) {
              throw new ModelException(
                  String.format(
                      Locale.ROOT,
                      "tensor %s: expected %d bytes, found %d",
                      tensor.spec().name(),
                      bytes(tensor),
                      data.byteSize()));
            }
            SegmentWriter.write(channel, data);
            pad(channel, data.byteSize());
          }
        });
  }

  private static void pad(FileChannel channel, long written) throws IOException {
    AtomicFile.writeFully(channel, ByteBuffer.allocate((int) (aligned(written) - written)));
  }

  private byte[] header(List<TensorInfo> tensors) {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    putInt(header, GgufFile.MAGIC);
    putInt(header, VERSION);
    putLong(header, tensors.size());
    putLong(header, names.size());
    header.writeBytes(keys.toByteArray());
    long offset = 0;
    for (TensorInfo tensor : tensors) {
      put(header, tensor.spec().name());
      List<Long> shape = new ArrayList<>(tensor.spec().shape()).reversed();
      putInt(header, shape.size());
      shape.forEach(dimension -> putLong(header, dimension));
      putInt(header, GgufTensorType.number(tensor.type()));
      putLong(header, offset);
      offset += aligned(bytes(tensor));
    }
    header.writeBytes(new byte[(int) (aligned(header.size()) - header.size())]);
    return header.toByteArray();
  }

  private void begin(String key, GgufType type) {
    if (!names.add(key)) {
      throw new ModelException("key " + key + ": written twice");
    }
    put(keys, key);
    putInt(keys, type.number());
  }

  private static long bytes(TensorInfo tensor) {
    return tensor.type().bytesOf(tensor.spec().elementCount());
  }

  private static long aligned(long bytes) {
    return (bytes + GgufFile.ALIGNMENT - 1) / GgufFile.ALIGNMENT * GgufFile.ALIGNMENT;
  }

  private static void put(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    putLong(out, bytes.length);
    out.writeBytes(bytes);
  }

  private static void putInt(ByteArrayOutputStream out, int value) {
    out.writeBytes(
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  private static void putLong(ByteArrayOutputStream out, long value) {
    out.writeBytes(
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
  }
}
