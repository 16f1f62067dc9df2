package dev.continuo.model.weights;

import dev.continuo.model.config.ModelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A safetensors file, mapped into memory. The header is checked before any tensor is seen: sizes
 * agree with shapes, and the tensors fill the rest of the file without overlap or hole.
 *
 * @see <a href="https://huggingface.co/docs/safetensors">the format</a>
 */
public final class SafetensorsFile extends TensorFile {

  private static final int LENGTH_BYTES = 8;
  private static final long MAX_HEADER_BYTES = 1 << 24;
  private static final ValueLayout.OfLong LENGTH =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Map<String, String> metadata;

  private SafetensorsFile(
      Path path, Arena arena, Map<String, String> metadata, SequencedMap<String, Tensor> tensors) {
    super(path, arena, tensors);
    this.metadata = Collections.unmodifiableMap(metadata);
  }

  public static SafetensorsFile open(Path path) {
    return TensorFile.map(path, "a safetensors file", (arena, file) -> read(path, arena, file));
  }

  /** The strings that the writer left; not interpreted here. */
  public Map<String, String> metadata() {
    return metadata;
  }

  private static SafetensorsFile read(Path path, Arena arena, MemorySegment file) {
    if (file.byteSize() < LENGTH_BYTES) {
      throw new ModelException(
          path + ": expected a safetensors header, found only " + file.byteSize() + " bytes");
    }
    long headerBytes = file.get(LENGTH, 0);
    long most = Math.min(MAX_HEADER_BYTES, file.byteSize() - LENGTH_BYTES);
    if (headerBytes < 2 || headerBytes > most) {
      throw new ModelException(
          path + ": header length: expected from 2 to " + most + ", found " + headerBytes);
    }
    byte[] json = file.asSlice(LENGTH_BYTES, headerBytes).toArray(ValueLayout.JAVA_BYTE);
    SafetensorsHeader header = SafetensorsHeader.parse(path.toString(), json);
    MemorySegment data = file.asSlice(LENGTH_BYTES + headerBytes);
    List<SafetensorsHeader.Entry> entries =
        header.entries().stream()
            .sorted(
                Comparator.comparingLong(SafetensorsHeader.Entry::start)
                    .thenComparingLong(SafetensorsHeader.Entry::end))
            .toList();
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    long filled = 0;
    for (SafetensorsHeader.Entry entry : entries) {
      if (entry.start() != filled || entry.end() > data.byteSize()) {
        throw new ModelException(
            String.format(
                Locale.ROOT,
                "%s: %s: expected data from byte %d of %d, without overlap or hole, found %d to %d",
                path,
                entry.spec().name(),
                filled,
                data.byteSize(),
                entry.start(),
                entry.end()));
      }
      filled = entry.end();
      MemorySegment bytes = data.asSlice(entry.start(), entry.end() - entry.start());
      tensors.put(entry.spec().name(), new Tensor(entry.spec(), entry.type(), bytes));
    }
    if (filled != data.byteSize()) {
      throw new ModelException(
          path + ": expected " + filled + " bytes of tensors, found " + data.byteSize());
    }
    return new SafetensorsFile(path, arena, header.metadata(), tensors);
  }
}
